// The open question "why?", and the desk's answer to it, asked again while it is open.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { DeskAnswer } from '../protocol/messages';
import type { DeskRequest } from '../protocol/requests';
import { ask } from './link';

export interface Question {
  readonly about: 'interaction' | 'agent';
  readonly id: string; // the interaction's id, the agent's login
  readonly name: string;
}

export const question = signal<Question | undefined>(undefined);

export interface Told {
  readonly latest: DeskAnswer;
  // The last one that had an explanation: shown on while the desk cannot answer.
  readonly good: DeskAnswer | undefined;
}

const again_ms = 2000;

export function useExplanation({ about, id }: Question): Told | undefined {
  const [told, setTold] = useState<Told | undefined>(undefined);
  useEffect(() => {
    let timer: number | undefined;
    let closed = false;
    const look = async () => {
      const latest = await ask(requestFor(about, id));
      if (closed) return;
      setTold((before) => ({ latest, good: latest.code === 'ANSWER_OK' ? latest : before?.good }));
      timer = window.setTimeout(() => void look(), again_ms);
    };
    void look();
    return () => {
      closed = true;
      window.clearTimeout(timer);
    };
  }, [about, id]);
  return told;
}

function requestFor(about: Question['about'], id: string): DeskRequest {
  return about === 'agent' ? { getAgentExplanation: { login: id } } : { getExplanation: { interactionId: id } };
}

// Who else is signed in, as the desk tells it: asked while a list of them is open, and once for a name not known yet.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Colleague, DeskAnswer } from '../protocol/messages';
import { agents } from './desk';
import { ask } from './link';

export interface Found {
  readonly latest: DeskAnswer;
  readonly colleagues: readonly Colleague[];
  readonly leftOut: number;
}

const names = signal<ReadonlyMap<string, string>>(new Map());
const lookedUp = new Set<string>();
const typing_ms = 150;
const again_ms = 3000;

// The name when it is known, the login until then.
export function nameOfColleague(login: string): string {
  const known = agents.value.get(login)?.name ?? names.value.get(login);
  if (known === undefined && !lookedUp.has(login)) {
    lookedUp.add(login);
    void look(login);
  }
  return known || login;
}

async function look(search: string): Promise<DeskAnswer> {
  const answer = await ask({ getColleagues: { search } });
  const told = answer.colleagues?.colleagues ?? [];
  if (told.some(({ login, name }) => names.peek().get(login) !== name)) {
    names.value = new Map([...names.peek(), ...told.map(({ login, name }) => [login, name] as const)]);
  }
  return answer;
}

// Those who match, again every few seconds: presence moves on. What was told last stays while the desk cannot answer.
export function useColleagues(search: string): Found | undefined {
  const [found, setFound] = useState<Found | undefined>(undefined);
  useEffect(() => {
    let closed = false;
    let timer: number | undefined;
    const next = async () => {
      const latest = await look(search);
      if (closed) return;
      const told = latest.colleagues;
      setFound((before) => ({ latest, colleagues: told?.colleagues ?? before?.colleagues ?? [], leftOut: told?.leftOut ?? 0 }));
      timer = window.setTimeout(() => void next(), again_ms);
    };
    timer = window.setTimeout(() => void next(), search === '' ? 0 : typing_ms);
    return () => {
      closed = true;
      window.clearTimeout(timer);
    };
  }, [search]);
  return found;
}

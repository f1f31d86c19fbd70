// A command given in a dialog: while it is under way, and why it was refused, is told in the dialog. Who closes the dialog
// before the answer is told of a refusal in a toast.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { DeskAnswer } from '../protocol/messages';
import type { DeskRequest } from '../protocol/requests';
import { attempt, busy } from './commands';
import { error } from './toasts';

export interface Attempt {
  readonly waiting: boolean;
  readonly refused: DeskAnswer | undefined;
  // True when it was done.
  readonly run: (request: DeskRequest) => Promise<boolean>;
  // The person goes another way: what was refused is no longer of interest.
  readonly forget: () => void;
}

export function useAttempt(about: string, inWords: (answer: DeskAnswer) => string): Attempt {
  const refused = useSignal<DeskAnswer | undefined>(undefined);
  const open = useRef(true);
  useEffect(() => () => void (open.current = false), []);
  const run = async (request: DeskRequest) => {
    refused.value = undefined;
    const answer = await attempt(about, request);
    if (!answer) return false;
    const done = answer.code === 'ANSWER_OK';
    if (!done && open.current) refused.value = answer;
    else if (!done) error(inWords(answer));
    return done;
  };
  return { waiting: busy.value.has(about), refused: refused.value, run, forget: () => (refused.value = undefined) };
}

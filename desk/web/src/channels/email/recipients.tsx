// Who gets the reply: To and Cc, each person with the address, to take out and to add. What stands here is what is sent.
import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { Icon } from '../../parts/icon';
import type { DraftDetails, MailAddress } from '../../protocol/messages';
import { welcome } from '../../state/desk';
import { inFull, parseAddresses, withoutDoubles } from './mail/addresses';
import { peopleOf, type Answering } from './mail/answering';
import { nameOf } from './mail/names';
import { writeDetails } from './state/drafts';
import { threadOf } from './state/threads';
import { plural, t } from './texts';

// What is typed in the fields and not added yet.
export interface Typing {
  readonly to: Signal<string>;
  readonly cc: Signal<string>;
}

export function useTyping(): Typing {
  return { to: useSignal(''), cc: useSignal('') };
}

export interface People {
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
}

// With what was typed and not added; undefined while something typed is no address.
export function withTyped({ to, cc }: People, typing: Typing): People | undefined {
  const more = { to: parseAddresses(typing.to.value), cc: parseAddresses(typing.cc.value) };
  if (more.to.rest !== '' || more.cc.rest !== '') return undefined;
  const all = withoutDoubles([...to, ...more.to.people]);
  return { to: all, cc: withoutDoubles([...cc, ...more.cc.people], all) };
}

function choosePeople(interactionId: string, people: People, anchor: Pick<DraftDetails, 'answers' | 'seen'>): void {
  writeDetails(interactionId, { ...anchor, recipientsChosen: true, to: [...people.to], cc: [...people.cc] });
}

interface Props {
  readonly interactionId: string;
  readonly details: DraftDetails;
  readonly answering: Answering;
  readonly typing: Typing;
  readonly locked: boolean;
}

export function Recipients({ interactionId, details, answering, typing, locked }: Props) {
  const { thread } = threadOf(interactionId);
  const { message, to, cc } = answering;
  const most = welcome.value?.limits.replyRecipients ?? 0;
  const anchor = { answers: details.answers || (message?.id ?? ''), seen: details.seen || (thread?.answers ?? '') };
  const choose = (people: People) => choosePeople(interactionId, people, anchor);
  const others = message?.answerCc ?? [];
  const all = [...to, ...cc].length;
  const isProposed = !details.recipientsChosen;
  const toAll = () => choose({ to: message?.answerTo ?? [], cc: others });
  const toSender = () => choose({ to: message?.answerTo ?? [], cc: [] });
  return (
    <div class="recipients" role="group" aria-label={t('reply.recipients')}>
      <Field kind="to" people={to} typing={typing.to} locked={locked} known={peopleOf(thread)} onChange={(next) => choose({ to: next, cc: withoutDoubles(cc, next) })} />
      <Field kind="cc" people={cc} typing={typing.cc} locked={locked} known={peopleOf(thread)} onChange={(next) => choose({ to, cc: withoutDoubles(next, to) })} />
      {others.length > 0 && !locked && (
        <div class="recipients-choice">
          <button type="button" class="plain small" aria-pressed={isProposed || cc.length >= others.length} onClick={toAll}>
            {t('reply.to_all')}
          </button>
          <button type="button" class="plain small" aria-pressed={!isProposed && cc.length === 0} onClick={toSender}>
            {t('reply.to_sender')}
          </button>
        </div>
      )}
      {message && message.answerCcLeftOut > 0 && isProposed && <p class="hint">{plural('reply.left_out', message.answerCcLeftOut)}</p>}
      {thread && to.length === 0 && typing.to.value === '' && (
        <p class="refused" role="status">
          {t(message && message.answerTo.length === 0 ? 'reply.no_sender' : 'reply.no_recipient')}
        </p>
      )}
      {most > 0 && all > most && (
        <p class="refused" role="status">
          {t('reply.too_many', { count: all, most })}
        </p>
      )}
    </div>
  );
}

interface FieldProps {
  readonly kind: 'to' | 'cc';
  readonly people: readonly MailAddress[];
  readonly typing: Signal<string>;
  readonly known: readonly MailAddress[];
  readonly locked: boolean;
  readonly onChange: (people: readonly MailAddress[]) => void;
}

function Field({ kind, people, typing, known, locked, onChange }: FieldProps) {
  const id = useId();
  const wrong = useSignal('');
  const add = () => {
    const { people: typed, rest } = parseAddresses(typing.value);
    if (typed.length > 0) onChange(withoutDoubles([...people, ...typed]));
    typing.value = rest;
    wrong.value = rest;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const separates = event.key === 'Enter' || event.key === ',' || event.key === ';';
    if (separates && !event.ctrlKey && !event.metaKey && typing.value.trim() !== '') {
      event.preventDefault();
      add();
    } else if (event.key === 'Backspace' && typing.value === '' && people.length > 0) {
      onChange(people.slice(0, -1));
    }
  };
  const onInput = (event: { currentTarget: HTMLInputElement }) => {
    typing.value = event.currentTarget.value;
    wrong.value = '';
    // Chosen from the list.
    if (known.some((person) => inFull(person) === typing.value)) add();
  };
  return (
    <div class="recipients-field">
      <label for={id}>{t(`reply.${kind}_label`)}</label>
      <ul>
        {people.map((person) => (
          <li key={person.address} class="person" title={person.address}>
            <span class="person-name">{inFull(person)}</span>
            {!locked && (
              <button type="button" class="quiet icon-only" aria-label={t('reply.take_out', { name: nameOf(person) })} onClick={() => onChange(people.filter((other) => other !== person))}>
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
        {!locked && (
          <li class="person-input">
            <input id={id} type="text" inputMode="email" autocomplete="off" spellcheck={false} list={`${id}-known`} aria-invalid={wrong.value !== ''} aria-describedby={`${id}-wrong`} value={typing.value} onInput={onInput} onKeyDown={onKeyDown} onBlur={add} />
            <datalist id={`${id}-known`}>
              {known.filter((person) => !people.some(({ address }) => address === person.address)).map((person) => (
                <option key={person.address} value={inFull(person)} />
              ))}
            </datalist>
          </li>
        )}
      </ul>
      <p id={`${id}-wrong`} class="refused" role="status">
        {wrong.value !== '' && t('reply.no_address', { text: wrong.value })}
      </p>
    </div>
  );
}

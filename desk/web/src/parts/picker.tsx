// One of a list, found by typing: a WAI-ARIA combobox whose list is always open. Arrows move the mark, Enter confirms what
// is marked by sending the form around it, so nothing happens by a slip of the mouse.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { plain } from '../format/plain';

export interface Choosable {
  readonly key: string;
  readonly name: string;
  // What else it is found by.
  readonly words?: string;
  // Beside the name.
  readonly face?: ComponentChildren;
}

export interface ChoiceGroup {
  readonly title: string;
  readonly choices: readonly Choosable[];
}

export interface Picking {
  readonly search: string;
  readonly type: (text: string) => void;
  readonly pick: (key: string) => void;
  // What is marked: the one chosen, else the first of those found. Without anything typed, nothing.
  readonly markedIn: (groups: readonly ChoiceGroup[]) => Choosable | undefined;
}

export function usePicking(): Picking {
  const search = useSignal('');
  const picked = useSignal('');
  return {
    search: search.value,
    type: (text) => {
      search.value = text;
      picked.value = '';
    },
    pick: (key) => (picked.value = key),
    markedIn: (groups) => {
      const all = groups.flatMap(({ choices }) => choices);
      return all.find(({ key }) => key === picked.value) ?? (search.value.trim() === '' ? undefined : all[0]);
    },
  };
}

export function matching(groups: readonly ChoiceGroup[], search: string): ChoiceGroup[] {
  const wanted = plain(search);
  const found = ({ name, words = '' }: Choosable) => plain(name).includes(wanted) || plain(words).includes(wanted);
  return groups.map(({ title, choices }) => ({ title, choices: choices.filter(found) }));
}

interface Props {
  readonly id: string;
  readonly label: string;
  // What stands in the place of an empty list.
  readonly empty: string;
  readonly groups: readonly ChoiceGroup[];
  readonly picking: Picking;
}

export function Picker({ id, label, empty, groups, picking }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const all = groups.flatMap(({ choices }) => choices);
  const marked = picking.markedIn(groups);
  const at = marked ? all.indexOf(marked) : -1;
  useLayoutEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [marked?.key]);

  const onKey = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: Math.min(all.length - 1, at + 1), ArrowUp: Math.max(0, at - 1) };
    const next = all[steps[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    picking.pick(next.key);
  };
  return (
    <div class="picker">
      <label class="only-read-out" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="text"
        role="combobox"
        autofocus
        autocomplete="off"
        spellcheck={false}
        placeholder={label}
        aria-expanded={true}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={at < 0 ? undefined : `${id}-${at}`}
        value={picking.search}
        onInput={(event) => picking.type(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      {/* A click leaves the focus in the field, so that Enter confirms it. */}
      <div class="picker-list" role="listbox" onMouseDown={(event) => event.preventDefault()} id={`${id}-list`} aria-label={label} ref={list}>
        {groups
          .filter(({ choices }) => choices.length > 0)
          .map(({ title, choices }) => (
            <div role="group" aria-label={title} key={title}>
              <p class="picker-group" aria-hidden="true">
                {title}
              </p>
              {choices.map((choice) => (
                <div key={choice.key} role="option" id={`${id}-${all.indexOf(choice)}`} class="picker-option" aria-selected={choice.key === marked?.key} onClick={() => picking.pick(choice.key)}>
                  <span class="picker-name">{choice.name}</span>
                  {choice.face}
                </div>
              ))}
            </div>
          ))}
      </div>
      {all.length === 0 && (
        <p class="picker-empty" role="status">
          {empty}
        </p>
      )}
    </div>
  );
}

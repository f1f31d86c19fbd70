// A button that opens a list of choices (WAI-ARIA menu button): arrows, Home, End, Escape. A floating list lies above what
// scrolls around its button, and goes with it.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon';

export interface Choice {
  readonly key: string;
  readonly label: ComponentChildren;
  readonly checked?: boolean;
  // A box to tick stays open; one of several closes the list.
  readonly kind: 'action' | 'one_of' | 'tick';
  readonly choose: () => void;
}

interface Props {
  readonly id: string;
  // What it is, read out before its face.
  readonly label: string;
  readonly face: ComponentChildren;
  readonly choices: readonly (readonly Choice[])[];
  readonly disabled?: boolean;
  readonly kind?: 'bar' | 'floating';
}

const roles = { action: 'menuitem', one_of: 'menuitemradio', tick: 'menuitemcheckbox' } as const;

export function Menu({ id, label, face, choices, disabled = false, kind = 'bar' }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);

  // Before the next key: later it would take the focus back from who typed on.
  useLayoutEffect(() => {
    if (!open) return;
    if (kind === 'floating') float(root.current);
    const items = itemsOf(root.current);
    (items.find((item) => item.getAttribute('aria-checked') === 'true') ?? items[0])?.focus({ preventScroll: true });
    const away = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    const follow = () => float(root.current);
    if (kind === 'floating') {
      document.addEventListener('scroll', follow, true);
      window.addEventListener('resize', follow);
    }
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('scroll', follow, true);
      window.removeEventListener('resize', follow);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
    document.getElementById(id)?.focus();
  };
  const run = (choice: Choice) => {
    if (choice.kind !== 'tick') close();
    choice.choose();
  };

  return (
    <div class="menu" ref={root} onKeyDown={(event) => open && onKey(event, root.current, close)}>
      <button id={id} type="button" class={kind === 'floating' ? 'quiet icon-only' : 'menu-button'} aria-haspopup="menu" aria-expanded={open} disabled={disabled} onClick={() => setOpen(!open)}>
        <span class="only-read-out">{kind === 'floating' ? label : `${label}: `}</span>
        {face}
        {kind === 'bar' && <Icon name="chevron" />}
      </button>
      {open && (
        <div class={kind === 'floating' ? 'menu-list floating' : 'menu-list'} role="menu" aria-label={label}>
          {choices.filter((group) => group.length > 0).map((group, index) => (
            <div class="menu-group" role="group" key={index}>
              {group.map((choice) => (
                <button key={choice.key} type="button" role={roles[choice.kind]} tabIndex={-1} class="menu-item" onClick={() => run(choice)} {...(choice.kind === 'action' ? {} : { 'aria-checked': choice.checked === true })}>
                  <span class="menu-tick">{choice.checked && <Icon name="check" />}</span>
                  <span>{choice.label}</span>
                </button>
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

// Below the button and flush with its right edge; above it where there is no room below.
function float(root: HTMLElement | null): void {
  const button = root?.querySelector('button')?.getBoundingClientRect();
  const list = root?.querySelector<HTMLElement>('.menu-list');
  if (!button || !list) return;
  const gap = 4;
  const below = button.bottom + gap;
  const top = below + list.offsetHeight > window.innerHeight ? button.top - gap - list.offsetHeight : below;
  list.style.top = `${top}px`;
  list.style.left = `${Math.max(gap, button.right - list.offsetWidth)}px`;
}

function itemsOf(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('.menu-item') ?? [])];
}

function onKey(event: KeyboardEvent, root: HTMLElement | null, close: () => void): void {
  const items = itemsOf(root);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const last = items.length - 1;
  const steps: Record<string, number> = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last };
  const next = steps[event.key];
  if (next !== undefined) {
    items[next]?.focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    close();
    if (event.key === 'Tab') return;
  } else {
    return;
  }
  event.preventDefault();
}

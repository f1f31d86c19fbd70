// A modal dialog: the browser's own, which keeps the focus inside and closes on Escape.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../texts/language';
import { leaveKept } from '../state/work';
import { Icon } from './icon';

interface Props {
  readonly id: string;
  readonly title: string;
  readonly onClose: () => void;
  readonly size?: 'wide';
  readonly children: ComponentChildren;
}

export function Dialog({ id, title, onClose, size, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const gone = useRef(false);
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    const shown = dialog.current;
    return () => {
      gone.current = true;
      // Work that stayed only because of this dialog goes with it.
      if (shown?.closest('.task')) leaveKept();
      // While it is open nothing behind it can take the focus.
      shown?.close();
      // What opened it may have gone meanwhile: an entry of a list that moves on.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      else document.getElementById('content')?.focus();
    };
  }, []);
  return (
    <dialog class={size === undefined ? 'dialog' : `dialog ${size}`} id={id} ref={dialog} aria-labelledby={`${id}-title`} onClose={() => !gone.current && onClose()}>
      <div class="dialog-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <button type="button" class="quiet icon-only" aria-label={t('app.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}

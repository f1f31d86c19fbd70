// The shortcuts of the page that is shown, from the same table that runs them.
import { signal } from '@preact/signals';
import { isSingleKey } from '../keyboard/chord';
import { shortcutsInForce } from '../keyboard/shortcuts';
import { singleKeys } from '../state/preferences';
import { t } from '../texts/language';
import { Dialog } from './dialog';

export const helpOpen = signal(false);

const keyNames: Record<string, string> = { mod: 'Ctrl', Enter: '↵' };

export function HelpDialog() {
  if (!helpOpen.value) return null;
  return (
    <Dialog id="help" title={t('help.title')} onClose={() => (helpOpen.value = false)}>
      <label class="tick">
        <input type="checkbox" checked={singleKeys.value} onChange={() => (singleKeys.value = !singleKeys.value)} />
        {t('help.single')}
      </label>
      <dl class="shortcuts">
        {shortcutsInForce().map((shortcut) => (
          <div key={shortcut.chord} class={isSingleKey(shortcut.chord) && !singleKeys.value ? 'off' : ''}>
            <dt>{shortcut.text()}</dt>
            <dd>{keysOf(shortcut.chord).map((key) => <kbd key={key}>{keyNames[key] ?? key}</kbd>)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function keysOf(chord: string): string[] {
  return isSingleKey(chord) ? [chord] : chord.split('+');
}

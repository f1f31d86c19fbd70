import type { Choosable } from '../parts/picker';
import { PresenceMark } from '../parts/presence_mark';
import type { Found } from '../state/colleagues';
import { reasonOf } from '../state/toasts';
import { plural, t } from '../texts/language';

// Keys are `${prefix} ${login}`.
export function colleagueChoices(found: Found | undefined, prefix: string): Choosable[] {
  return (found?.colleagues ?? []).map(({ login, name, presence, state }) => ({
    key: `${prefix} ${login}`,
    name,
    words: login,
    face: <PresenceMark presence={presence} state={state} />,
  }));
}

// What the list does not show: those beyond a hundred, or why it cannot be renewed.
export function MoreColleagues({ found }: { found: Found | undefined }) {
  if (!found) return null;
  if (found.latest.code !== 'ANSWER_OK') return <p class="hint">{t('transfer.colleagues_unknown', { reason: reasonOf(found.latest) })}</p>;
  return found.leftOut > 0 ? <p class="hint">{plural('transfer.left_out', found.leftOut)}</p> : null;
}

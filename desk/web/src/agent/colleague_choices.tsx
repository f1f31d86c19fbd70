import { channelOf } from '../channels';
import type { Choosable } from '../parts/picker';
import { PresenceMark } from '../parts/presence_mark';
import type { Colleague, Interaction } from '../protocol/messages';
import type { Found } from '../state/colleagues';
import { reasonOf } from '../state/toasts';
import { plural, t } from '../texts/language';

type Absence = 'on_break' | 'leaving' | 'not_responding' | 'desk' | 'phone';

// Why it does not reach them now; what the phone carries asks more of them.
export function absenceOf(colleague: Colleague, interaction: Interaction): Absence | undefined {
  if (colleague.state === 'AGENT_STATE_NOT_RESPONDING') return 'not_responding';
  if (colleague.pendingPresence !== 'PRESENCE_UNSPECIFIED' && colleague.pendingPresence !== 'PRESENCE_AVAILABLE') return 'leaving';
  if (colleague.presence === 'PRESENCE_ON_BREAK') return 'on_break';
  if (colleague.deskAway) return 'desk';
  return channelOf(interaction).byPhone && colleague.phoneAway ? 'phone' : undefined;
}

// Keys are `${prefix} ${login}`.
export function colleagueChoices(found: Found | undefined, prefix: string, interaction: Interaction): Choosable[] {
  return (found?.colleagues ?? []).map((colleague) => {
    const absence = absenceOf(colleague, interaction);
    const unseen = absence === 'leaving' || absence === 'desk' || absence === 'phone'; // presence and state do not show it
    return {
      key: `${prefix} ${colleague.login}`,
      name: colleague.name,
      words: colleague.login,
      face: (
        <span class="presence-marks">
          <PresenceMark presence={colleague.presence} state={colleague.state} />
          {unseen && <span class="hint">{t(`away.mark.${absence}`)}</span>}
        </span>
      ),
    };
  });
}

export function colleagueOf(found: Found | undefined, key: string | undefined, prefix: string): Colleague | undefined {
  return found?.colleagues.find(({ login }) => `${prefix} ${login}` === key);
}

// What the list does not show: those beyond a hundred, or why it cannot be renewed.
export function MoreColleagues({ found }: { found: Found | undefined }) {
  if (!found) return null;
  if (found.latest.code !== 'ANSWER_OK') return <p class="hint">{t('transfer.colleagues_unknown', { reason: reasonOf(found.latest) })}</p>;
  return found.leftOut > 0 ? <p class="hint">{plural('transfer.left_out', found.leftOut)}</p> : null;
}

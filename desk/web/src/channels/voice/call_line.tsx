// A call is on the line while something else is shown: whom with, and the way there.
import { contactOf } from '../../agent/item_texts';
import { Age } from '../../parts/age';
import { Icon } from '../../parts/icon';
import { choose, shown } from '../../state/work';
import { onCall } from './on_call';
import { t } from './texts';

export function CallLine() {
  const call = onCall.value;
  if (!call || call.interaction.id === shown.value?.interaction.id) return null;
  return (
    <div class="task-line call-line" role="status">
      <Icon name="phone" />
      <p>
        {t(call.state === 'WORK_STATE_HELD' ? 'call.line_held' : 'call.line', { contact: contactOf(call.interaction) })} <Age since_us={call.sinceUs} />
      </p>
      <button type="button" class="plain small" onClick={() => choose(call.interaction.id)}>
        {t('call.line_show')} <kbd>F8</kbd>
      </button>
    </div>
  );
}

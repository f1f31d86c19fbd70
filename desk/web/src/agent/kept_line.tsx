// What is shown has ended or is with somebody else, but somebody was writing in it: it stays until they leave it.
import { channelOf } from '../channels';
import { say } from '../channels/say';
import { Icon } from '../parts/icon';
import { kept, leaveKept } from '../state/work';
import { t } from '../texts/language';

export function KeptLine() {
  if (!kept.value) return null;
  return (
    <div class="task-line kept-line" role="status">
      <Icon name="warning" />
      <p>{say(channelOf(kept.value.interaction), 'kept')}</p>
      <button type="button" class="plain small" onClick={leaveKept}>
        {t('kept.leave')}
      </button>
    </div>
  );
}

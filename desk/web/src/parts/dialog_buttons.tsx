// The foot of a dialog that asks for something: what is done, and the way out.
import { t } from '../texts/language';

interface Props {
  readonly yes: string;
  readonly disabled: boolean;
  readonly onCancel: () => void;
}

export function DialogButtons({ yes, disabled, onCancel }: Props) {
  return (
    <div class="buttons">
      <button type="submit" class="primary" disabled={disabled}>
        {yes}
      </button>
      <button type="button" class="plain" onClick={onCancel}>
        {t('app.cancel')}
      </button>
    </div>
  );
}

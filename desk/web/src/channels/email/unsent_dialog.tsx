import { Dialog } from '../../parts/dialog';
import { t } from './texts';

interface Props {
  readonly name: string;
  readonly onBack: () => void;
  readonly onFinish: () => void;
}

// Asked before a reply that was written is left unsent.
export function UnsentDialog({ name, onBack, onFinish }: Props) {
  const anyway = () => {
    onBack();
    onFinish();
  };
  return (
    <Dialog id="unsent" title={t('finish.unsent_title')} onClose={onBack}>
      <p>{t('finish.unsent', { name })}</p>
      <div class="buttons">
        <button type="button" class="primary" onClick={onBack}>
          {t('finish.back')}
        </button>
        <button type="button" class="danger" onClick={anyway}>
          {t('finish.anyway')}
        </button>
      </div>
    </Dialog>
  );
}

import { question, type Question } from '../state/why';
import { t } from '../texts/language';

// Opens the explanation of an interaction or an agent.
export function WhyButton({ about, id, name }: Question) {
  return (
    <button type="button" class="why-button" aria-haspopup="dialog" aria-label={t('why.of', { name })} onClick={() => (question.value = { about, id, name })}>
      {t('why.button')}
    </button>
  );
}

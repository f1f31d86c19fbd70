// "Why?": in one sentence, then in detail. Asked again every two seconds while it is open.
import { Dialog } from '../parts/dialog';
import { Empty } from '../parts/empty';
import { link } from '../state/link';
import { reasonOf } from '../state/toasts';
import { question, useExplanation, type Question, type Told } from '../state/why';
import { t } from '../texts/language';
import { WhyAgent } from './why_agent';
import { WhyInteraction } from './why_interaction';

export function WhyDialog() {
  const asked = question.value;
  if (!asked) return null;
  return (
    <Dialog id="why" size="wide" title={t('why.of', { name: asked.name })} onClose={() => (question.value = undefined)}>
      <Answer asked={asked} />
    </Dialog>
  );
}

function Answer({ asked }: { asked: Question }) {
  const told = useExplanation(asked);
  if (!told) return <p class="loading">{t('why.loading')}</p>;
  const { explanation, agentExplanation } = told.good ?? told.latest;
  // Told apart from what failed: there is nothing to try again.
  if (told.latest.code === 'ANSWER_NOT_FOUND' && asked.about === 'interaction') return <Empty title={t('why.gone')} help={t('why.gone_help')} />;
  if (!explanation && !agentExplanation) return <Empty title={t('why.failed')} help={reasonOf(told.latest)} />;
  return (
    <div class="why">
      <Stale told={told} />
      {explanation && <WhyInteraction told={explanation} />}
      {agentExplanation && <WhyAgent told={agentExplanation} />}
    </div>
  );
}

function Stale({ told }: { told: Told }) {
  const lost = link.value !== 'open';
  if (!lost && told.latest.code === 'ANSWER_OK') return null;
  return (
    <p class="why-stale" role="status">
      {t('why.stale', { reason: lost ? t('reason.no_answer') : reasonOf(told.latest) })}
    </p>
  );
}

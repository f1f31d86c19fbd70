// Why nothing (more) is offered to an agent: the sentence, their work, and what waits that they could or could not take.
import { contactOf, queueTitle } from '../agent/item_texts';
import { presenceText } from '../agent/presence_text';
import { Age } from '../parts/age';
import { ChannelIcon } from '../parts/channel_mark';
import type { AgentExplanation, Interaction, WaitingForAgent, WorkItem } from '../protocol/messages';
import { now_us } from '../state/clock';
import { inOrder } from '../state/work_order';
import { plural, t } from '../texts/language';
import { LoadBar } from './load_bar';
import { Left } from './why_interaction';
import { agentSentence, skillTitle } from './why_texts';

export function WhyAgent({ told }: { told: AgentExplanation }) {
  const { agent } = told;
  return (
    <>
      <p class="why-sentence" role="status">
        {agentSentence(told)}
        {told.untilUs > now_us.value && <Left until_us={told.untilUs} />}
      </p>
      <dl class="why-facts">
        <div>
          <dt>{t('sup.presence')}</dt>
          <dd>
            {presenceText(agent)} · <Age since_us={agent.sinceUs} />
          </dd>
        </div>
        <div>
          <dt>{t('sup.load')}</dt>
          <dd>
            <LoadBar load={agent.load} capacity={agent.capacity} />
          </dd>
        </div>
      </dl>
      {told.phoneReachable
        ? told.callVerdict !== told.verdict &&
          told.callVerdict !== 'VERDICT_UNSPECIFIED' && <p class="hint">{t('why.calls', { reason: t(`why.group.${told.callVerdict}`) })}</p>
        : <p class="hint">{t('why.no_phone')}</p>}
      <section aria-labelledby="why-hand">
        <h3 id="why-hand">{t('sup.work')}</h3>
        {agent.work.length === 0 && <p class="hint">{t('why.empty_hands')}</p>}
        <ul class="why-items">
          {inOrder(agent.work).map((item) => (
            <InHand key={item.interaction.id} item={item} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="why-waiting">
        <h3 id="why-waiting">{t('why.waiting')}</h3>
        {told.waiting.length === 0 && <p class="hint">{t('why.nothing_waits')}</p>}
        <ul class="why-items">
          {told.waiting.map((item) => (
            <Waiting key={item.interaction.id} item={item} />
          ))}
          {told.waitingLeftOut > 0 && <li class="hint">{plural('why.left_out', told.waitingLeftOut)}</li>}
        </ul>
      </section>
    </>
  );
}

function InHand({ item }: { item: WorkItem }) {
  return (
    <li>
      <What interaction={item.interaction} />
      <span class="hint">
        {t(`work.${item.state}`)} <Age since_us={item.sinceUs} />
      </span>
      {item.deadlineUs > now_us.value && <Left until_us={item.deadlineUs} />}
    </li>
  );
}

function Waiting({ item }: { item: WaitingForAgent }) {
  return (
    <li>
      <What interaction={item.interaction} />
      <span class="hint">{queueTitle(item.interaction.queue)}</span>
      <span>
        {t(`why.group.${item.verdict}`)}
        {item.lackingSkill !== '' && <span class="hint">{skillTitle(item.lackingSkill)}</span>}
      </span>
      {item.untilUs > now_us.value && <Left until_us={item.untilUs} />}
    </li>
  );
}

function What({ interaction }: { interaction: Interaction }) {
  return (
    <span class="why-what">
      <ChannelIcon interaction={interaction} />
      {contactOf(interaction)}
    </span>
  );
}

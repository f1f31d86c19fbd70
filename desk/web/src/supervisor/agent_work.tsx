// An agent's work list as a supervisor sees it, parked work too, each piece with what can be done with it.
import { contactOf, queueTitle, subjectOf } from '../agent/item_texts';
import { parkedUntil } from '../agent/take_back';
import { Age } from '../parts/age';
import { ChannelMark } from '../parts/channel_mark';
import type { AgentState, WorkItem } from '../protocol/messages';
import { inOrder } from '../state/work_order';
import { t } from '../texts/language';
import { ActionMenu, workActions } from './action_menu';
import { WhyButton } from './why_button';
import { nameOf } from './why_texts';

export function AgentWork({ agent }: { agent: AgentState }) {
  if (agent.work.length === 0) return <p class="hint">{t('why.empty_hands')}</p>;
  return (
    <ul class="agent-items" aria-label={t('sup.work_of', { name: agent.name || agent.login })}>
      {inOrder(agent.work).map((item) => (
        <Piece key={item.interaction.id} item={item} login={agent.login} />
      ))}
    </ul>
  );
}

function Piece({ item, login }: { item: WorkItem; login: string }) {
  const { interaction } = item;
  const name = contactOf(interaction);
  return (
    <li>
      <ChannelMark interaction={interaction} />
      <span class="waiting-contact">{name}</span>
      <span class="waiting-subject">
        {subjectOf(interaction)} <span class="hint">{queueTitle(interaction.queue)}</span>
      </span>
      <span class="piece-state">
        <span>
          {t(`work.${item.state}`)} <Age since_us={item.sinceUs} />
        </span>
        <span class="hint">{noteOf(item)}</span>
      </span>
      <WhyButton about="interaction" id={interaction.id} name={name} />
      <span class="piece-menu">
        <ActionMenu id={`work-${login}-${interaction.id}`} name={name} choices={workActions(item, login)} />
      </span>
    </li>
  );
}

function noteOf(item: WorkItem): string {
  if (item.state === 'WORK_STATE_PARKED') return parkedUntil(item);
  if (item.consultedBy !== '') return t('consult.of', { name: nameOf(item.consultedBy) });
  return item.consultedAgent === '' ? '' : t('consult.with', { name: nameOf(item.consultedAgent) });
}

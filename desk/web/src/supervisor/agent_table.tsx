// Agents, live: what they chose, what the system sees, how full they are, what they work on.
import { presenceText } from '../agent/presence_text';
import { contactOf } from '../agent/item_texts';
import { Age } from '../parts/age';
import { Empty } from '../parts/empty';
import { channelIcon, Icon } from '../parts/icon';
import type { AgentState, WorkItem } from '../protocol/messages';
import { agents } from '../state/desk';
import { inOrder } from '../state/work_order';
import { t } from '../texts/language';
import { LoadBar } from './load_bar';
import { WhyButton } from './why_button';

export function AgentTable() {
  const rows = [...agents.value.values()].sort((a, b) => a.name.localeCompare(b.name));
  if (rows.length === 0) return <Empty title={t('sup.no_agents')} />;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-labelledby="agents-title">
      <table>
        <thead>
          <tr>
            <th scope="col" class="text">{t('sup.agent')}</th>
            <th scope="col" class="text">{t('sup.presence')}</th>
            <th scope="col" class="text">{t('sup.state')}</th>
            <th scope="col">{t('sup.since')}</th>
            <th scope="col" class="text">{t('sup.load')}</th>
            <th scope="col" class="text">{t('sup.work')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((agent) => (
            <Row key={agent.login} agent={agent} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ agent }: { agent: AgentState }) {
  const offline = agent.presence === 'PRESENCE_OFFLINE';
  return (
    <tr class={offline ? 'faded' : ''}>
      <th scope="row" class="text">
        {agent.name || agent.login} <WhyButton about="agent" id={agent.login} name={agent.name || agent.login} />
      </th>
      <td class="text">
        <span class="presence">
          <span class={`presence-dot ${agent.presence}`} aria-hidden="true" />
          {presenceText(agent)}
        </span>
        {!agent.deskConnected && !offline && <span class="hint"> · {t('sup.desk_away')}</span>}
      </td>
      <td class="text">
        {/* Who is offline and has nothing in hand is not idle: nobody can give them work. */}
        {!(offline && agent.state === 'AGENT_STATE_IDLE') && <span class={`state ${agent.state}`}>{t(`state.${agent.state}`)}</span>}
      </td>
      <td>
        <Age since_us={agent.sinceUs} />
      </td>
      <td class="text">
        <LoadBar load={agent.load} capacity={agent.capacity} />
      </td>
      <td class="text work-cell">
        {inOrder(agent.work).map((item) => (
          <Work key={item.interaction.id} item={item} />
        ))}
      </td>
    </tr>
  );
}

function Work({ item }: { item: WorkItem }) {
  const { channel } = item.interaction;
  return (
    <span class={`work-tag ${item.state}`} title={item.interaction.subject}>
      <Icon name={channelIcon(channel)} />
      <span class="only-read-out">{t(`channel.${channel}`)}</span>
      {contactOf(item.interaction)}
      <span class="hint">
        {t(`work.${item.state}`)} <Age since_us={item.sinceUs} />
      </span>
      <WhyButton about="interaction" id={item.interaction.id} name={contactOf(item.interaction)} />
    </span>
  );
}

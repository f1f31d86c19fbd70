// Agents, live: what they chose, what the system sees, how full they are, what they work on. A row opens to the work list,
// with what a supervisor can do with it.
import { useSignal } from '@preact/signals';
import { presenceText } from '../agent/presence_text';
import { contactOf } from '../agent/item_texts';
import { fullTime } from '../format/time';
import { Age } from '../parts/age';
import { Empty } from '../parts/empty';
import { ChannelIcon } from '../parts/channel_mark';
import { Icon } from '../parts/icon';
import type { AgentState, WorkItem } from '../protocol/messages';
import { agents } from '../state/desk';
import { inOrder } from '../state/work_order';
import { language, t } from '../texts/language';
import { ActionMenu, agentActions } from './action_menu';
import { AgentWork } from './agent_work';
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
            <th scope="col">
              <span class="only-read-out">{t('sup.actions')}</span>
            </th>
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
  const open = useSignal(false);
  const name = agent.name || agent.login;
  const details = `work-of-${agent.login}`;
  return (
    <>
      <tr class={offline ? 'faded' : ''}>
        <th scope="row" class="text">
          <span class="agent-name">
            <button type="button" class="quiet icon-only disclose" aria-expanded={open.value} aria-controls={details} aria-label={t('sup.work_of', { name })} onClick={() => (open.value = !open.value)}>
              <Icon name="chevron" />
            </button>
            {name} <WhyButton about="agent" id={agent.login} name={name} />
          </span>
        </th>
        <td class="text">
          <span class="presence">
            <span class={`presence-dot ${agent.presence}`} aria-hidden="true" />
            {presenceText(agent)}
          </span>
          {!agent.deskConnected && !offline && <span class="hint"> · {t('sup.desk_away')}</span>}
          {!offline && <PhoneHint agent={agent} />}
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
          {!open.value && inOrder(agent.work).map((item) => <Work key={item.interaction.id} item={item} />)}
        </td>
        <td class="actions">
          <ActionMenu id={`agent-${agent.login}`} name={name} choices={agentActions(agent)} />
        </td>
      </tr>
      <tr id={details} class="agent-work" hidden={!open.value}>
        {open.value && (
          <td colSpan={7} class="text">
            <AgentWork agent={agent} />
          </td>
        )}
      </tr>
    </>
  );
}

// What keeps calls from the agent, as far as it is the phone.
function PhoneHint({ agent: { phone, phoneRestsUntilUs } }: { agent: AgentState }) {
  if (phone === 'PHONE_STATE_UNSPECIFIED' || phone === 'PHONE_STATE_READY') return null;
  return <span class="hint"> · {t(`sup.${phone}`, { time: fullTime(phoneRestsUntilUs, language.value) })}</span>;
}

function Work({ item }: { item: WorkItem }) {
  return (
    <span class={`work-tag ${item.state}`} title={item.interaction.subject}>
      <ChannelIcon interaction={item.interaction} />
      <span class="work-name">{contactOf(item.interaction)}</span>
      <span class="hint">
        {t(`work.${item.state}`)} <Age since_us={item.sinceUs} />
      </span>
      <WhyButton about="interaction" id={item.interaction.id} name={contactOf(item.interaction)} />
    </span>
  );
}

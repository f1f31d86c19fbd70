// The three dots beside what a supervisor can act on: which actions there are depends on where the work stands.
import { Icon } from '../parts/icon';
import { Menu, type Choice } from '../parts/menu';
import type { AgentState, Interaction, WorkItem } from '../protocol/messages';
import { deed, type WorkDeed } from '../state/deeds';
import { t } from '../texts/language';

type WorkAction = WorkDeed['kind'];

const actionsOf: Record<WorkItem['state'], readonly WorkAction[]> = {
  WORK_STATE_UNSPECIFIED: ['assign', 'move', 'priority'],
  WORK_STATE_OFFERED: ['assign', 'move', 'priority'],
  WORK_STATE_CONNECTING: ['take_back'],
  WORK_STATE_ACTIVE: ['assign', 'take_back'],
  WORK_STATE_HELD: ['assign', 'take_back'],
  WORK_STATE_PARKED: ['assign', 'move', 'priority', 'take_back'],
  WORK_STATE_WRAP_UP: [],
};

export function waitingActions(interaction: Interaction): Choice[] {
  return choices(actionsOf.WORK_STATE_UNSPECIFIED, interaction, '');
}

// Of one who is only asked about it there is nothing to take.
export function workActions(item: WorkItem, agent: string): Choice[] {
  return item.consultedBy === '' ? choices(actionsOf[item.state], item.interaction, agent) : [];
}

export function agentActions({ login, name, presence }: AgentState): Choice[] {
  const about = { agent: login, name: name || login };
  const redistribute: Choice = { key: 'redistribute', label: t('deed.redistribute'), kind: 'action', choose: () => (deed.value = { kind: 'redistribute', ...about }) };
  const end: Choice = { key: 'end_session', label: t('deed.end_session'), kind: 'action', choose: () => (deed.value = { kind: 'end_session', ...about }) };
  return presence === 'PRESENCE_OFFLINE' ? [redistribute] : [redistribute, end];
}

function choices(actions: readonly WorkAction[], interaction: Interaction, agent: string): Choice[] {
  return actions.map((kind) => ({ key: kind, label: t(`deed.${kind}`), kind: 'action', choose: () => (deed.value = { kind, interaction, agent }) }));
}

export function ActionMenu({ id, name, choices: all }: { id: string; name: string; choices: readonly Choice[] }) {
  if (all.length === 0) return null;
  return <Menu id={`do-${id}`} kind="floating" label={t('deed.of', { name })} face={<Icon name="more" />} choices={[all]} />;
}

import { useLayoutEffect } from 'preact/hooks';
import { agentShortcuts } from '../agent/agent_shortcuts';
import { KeptLine } from '../agent/kept_line';
import { NothingPanel } from '../agent/nothing_panel';
import { OfferPanel } from '../agent/offer_panel';
import { WorkList } from '../agent/work_list';
import { WrapUpPanel } from '../agent/wrap_up_panel';
import { channelOf, channels } from '../channels';
import { addShortcuts } from '../keyboard/shortcuts';
import { Empty } from '../parts/empty';
import type { WorkItem } from '../protocol/messages';
import { isSupervisor, me } from '../state/desk';
import { kept, shown, work } from '../state/work';
import { panelOf } from '../state/work_order';
import { t } from '../texts/language';

export function AgentPage() {
  useLayoutEffect(() => addShortcuts([...agentShortcuts, ...channels().flatMap(({ shortcuts }) => shortcuts ?? [])]), []);
  const agent = me.value;
  const item = shown.value;
  if (!agent) {
    return (
      <main class="whole" id="content" tabIndex={-1}>
        {isSupervisor.value ? <Empty title={t('work.no_agent')} help={t('work.no_agent_help')} /> : <p class="loading">{t('app.loading')}</p>}
      </main>
    );
  }
  if (work.value.length === 0 && !kept.value) {
    return (
      <main class="whole" id="content" tabIndex={-1}>
        <h1 class="only-read-out">{t('work.title')}</h1>
        <NothingPanel agent={agent} />
      </main>
    );
  }
  return (
    <main class="agent" id="content" tabIndex={-1}>
      <WorkList />
      <div class="task">
        {channels().map(({ name, Line }) => Line && <Line key={name} />)}
        <KeptLine />
        {item ? <Panel key={item.interaction.id} item={item} /> : <NothingPanel agent={agent} />}
      </div>
    </main>
  );
}

function Panel({ item }: { item: WorkItem }) {
  const { Panel: ChannelPanel } = channelOf(item.interaction);
  switch (panelOf(item)) {
    case 'offer':
      return <OfferPanel item={item} />;
    case 'wrap_up':
      return <WrapUpPanel item={item} />;
    default:
      return <ChannelPanel item={item} />;
  }
}

// A channel that the pages do not have: one record, registered. Nothing else of it is anywhere.
import { ConsultLine } from '../../../desk/web/src/agent/consult_line';
import { Facts } from '../../../desk/web/src/agent/facts';
import { contactOf, subjectOf } from '../../../desk/web/src/agent/item_texts';
import { WorkActions } from '../../../desk/web/src/agent/work_actions';
import { registerChannel, type Channel } from '../../../desk/web/src/channels';
import { ChannelMark } from '../../../desk/web/src/parts/channel_mark';
import type { WorkItem } from '../../../desk/web/src/protocol/messages';
import { finish } from '../../../desk/web/src/state/commands';
import { shown } from '../../../desk/web/src/state/work';
import { textsWith } from '../../../desk/web/src/texts/language';
import { chat_icon } from './chat_icon';

const en = {
  name: 'Chat',
  nobody: 'Visitor',
  offer: 'A chat for you',
  called: 'Web page',
  kept: 'This chat is no longer in your hands.',
  transfer_help: 'The visitor reads that somebody else will write.',
  consult_help: 'Your colleague reads the chat.',
  assign_help: 'The chat opens at that agent.',
  take_back_help: 'The chat leaves {name} and waits in {queue}.',
  end_session: 'Chats go back to their queues.',
  sign_out: 'Chats go to somebody else.',
  wave: 'Wave',
} as const;
const es: Record<keyof typeof en, string> = {
  name: 'Chat',
  nobody: 'Visitante',
  offer: 'Un chat para ti',
  called: 'Página web',
  kept: 'Este chat ya no está en tus manos.',
  transfer_help: 'El visitante lee que le escribirá otra persona.',
  consult_help: 'Tu compañero lee el chat.',
  assign_help: 'El chat se abre en ese agente.',
  take_back_help: 'El chat sale de {name} y espera en {queue}.',
  end_session: 'Los chats vuelven a sus colas.',
  sign_out: 'Los chats pasan a otra persona.',
  wave: 'Saludar',
};
const texts = { en, es };
const { t } = textsWith(texts);

function ChatPanel({ item }: { item: WorkItem }) {
  return (
    <article class="panel chat" aria-labelledby="panel-title">
      <p class="panel-kind">
        <ChannelMark interaction={item.interaction} />
      </p>
      <h2 id="panel-title">{contactOf(item.interaction)}</h2>
      <p class="panel-subject">{subjectOf(item.interaction)}</p>
      <ConsultLine item={item} />
      <Facts interaction={item.interaction} />
      <WorkActions item={item} />
    </article>
  );
}

const chat: Channel = {
  name: 'CHANNEL_CHAT',
  texts,
  icon: chat_icon,
  tones: [440],
  live: false,
  byPhone: false,
  subjectOf: ({ subject }) => `« ${subject} »`,
  Panel: ChatPanel,
  shortcuts: [{ chord: 'v', text: () => t('wave'), run: () => void (shown.value && finish(shown.value.interaction.id, 7)) }],
  SupervisorBelow: () => <p id="chat-card">{t('wave')}</p>,
};

registerChannel(chat);

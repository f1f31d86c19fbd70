// A scripted desk that plays one mail from its offer to the end of its wrap-up, as the real one does.
import type { MockDesk } from '../mock/mock_desk';
import { agent, ahead, all_well, mail, message, thread, type Json } from '../mock/people';

export function playMail(desk: MockDesk): void {
  let messages: Json[] = [message()];
  desk.states = [all_well, agent('ana', { presence: 'PRESENCE_OFFLINE' })];
  desk.script = ({ kind, body }) => {
    const next = steps[kind];
    if (next) desk.state(next());
    if (kind === 'getThread') return thread(messages);
    if (kind === 'sendReply') {
      messages = [...messages, message({ id: 'reply-1', incoming: false, agent: 'ana', status: 'REPLY_QUEUED', text: String(body.text) })];
    }
    return {};
  };
}

const steps: Record<string, () => Json> = {
  choosePresence: () => agent('ana', { state: 'AGENT_STATE_OFFERED', work: [mail('WORK_STATE_OFFERED')] }),
  acceptOffer: () => agent('ana', { state: 'AGENT_STATE_BUSY', load: 30, work: [mail('WORK_STATE_ACTIVE')] }),
  declineOffer: () => agent('ana'),
  finish: () => agent('ana', { state: 'AGENT_STATE_WRAP_UP', work: [mail('WORK_STATE_WRAP_UP', { deadlineUs: ahead(30) })] }),
  extendWrapUp: () => agent('ana', { state: 'AGENT_STATE_WRAP_UP', work: [mail('WORK_STATE_WRAP_UP', { deadlineUs: ahead(90) })] }),
  endWrapUp: () => agent('ana'),
};

// A scripted desk that plays one mail from its offer to the end of its wrap-up, as the real one does.
import type { MockDesk } from '../mock/mock_desk';
import { agent, ahead, all_well, mail, message, thread, type Json } from '../mock/people';

export function playMail(desk: MockDesk): void {
  let messages: Json[] = [message()];
  let last: (chosen: unknown) => Json = () => agent('ana', { presence: 'PRESENCE_OFFLINE' });
  let dispositions: unknown = [];
  desk.states = [all_well, last(dispositions)];
  desk.script = ({ kind, body }) => {
    last = steps[kind] ?? last;
    if (kind === 'chooseDispositions') dispositions = body.dispositions;
    if (kind in steps || kind === 'chooseDispositions') desk.state(last(dispositions));
    if (kind === 'getThread') return thread(messages);
    if (kind === 'sendReply') {
      messages = [...messages, message({ id: 'reply-1', incoming: false, agent: 'ana', status: 'REPLY_QUEUED', text: String(body.text) })];
    }
    return {};
  };
}

const steps: Record<string, (dispositions: unknown) => Json> = {
  choosePresence: () => agent('ana', { state: 'AGENT_STATE_OFFERED', work: [mail('WORK_STATE_OFFERED')] }),
  acceptOffer: (dispositions) => agent('ana', { state: 'AGENT_STATE_BUSY', load: 30, work: [mail('WORK_STATE_ACTIVE', { dispositions })] }),
  declineOffer: () => agent('ana'),
  finish: (dispositions) => agent('ana', { state: 'AGENT_STATE_WRAP_UP', work: [mail('WORK_STATE_WRAP_UP', { dispositions, deadlineUs: ahead(30) })] }),
  extendWrapUp: (dispositions) => agent('ana', { state: 'AGENT_STATE_WRAP_UP', work: [mail('WORK_STATE_WRAP_UP', { dispositions, deadlineUs: ahead(90) })] }),
  endWrapUp: () => agent('ana'),
};

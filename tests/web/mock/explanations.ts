// Answers to "why?" as acd gives them for the demo site.
import { agent, ago, ahead, call, mail, type Json } from './people';

const soon = () => ahead(40);

const candidate = (login: string, name: string, verdict: string, more: Json = {}) => ({ login, name, verdict, ...more });

// A call nobody can take: one is between two offers, others are on break or away; it was declined once.
export function waitingCall(changes: Json = {}): Json {
  const candidates = [
    candidate('pablo', 'Pablo Rey', 'VERDICT_OLDER_WORK_FIRST', { insteadId: 'mail-1' }),
    candidate('ana', 'Ana García', 'VERDICT_DELAY_AFTER_OFFER', { untilUs: soon() }),
    candidate('marta', 'Marta Soler', 'VERDICT_ON_BREAK'),
    candidate('nora', 'Nora Gil', 'VERDICT_ON_BREAK'),
    candidate('ivan', 'Iván Soto', 'VERDICT_OFFLINE'),
    candidate('eva', 'Eva Campos', 'VERDICT_LACKS_SKILL', { lackingSkill: 'frances' }),
    candidate('luis', 'Luis Vega', 'VERDICT_NOT_MEMBER'),
  ];
  return {
    explanation: {
      interaction: call('').interaction,
      state: 'INTERACTION_STATE_WAITING',
      position: 2,
      expectedWaitUs: '190000000',
      needs: [{ skill: 'frances', minimum: 4 }],
      relaxationStep: 1,
      decisions: [
        decision('offer-1', 44, 'Marta Soler', 'OFFER_OUTCOME_TIMED_OUT', 3),
        decision('offer-2', 12, 'Ana García', 'OFFER_OUTCOME_RESCINDED', 1, 'OFFER_END_BUSY'),
        decision('', 4, 'Iván Soto', 'OFFER_OUTCOME_ACCEPTED', 0),
      ],
      candidates,
      counts: counted(candidates),
      mentioned: [mail('').interaction],
      ...changes,
    },
  };
}

export function counted(candidates: readonly { verdict: string }[]): Json[] {
  const verdicts = [...new Set(candidates.map(({ verdict }) => verdict))];
  return verdicts.map((verdict) => ({ verdict, agents: candidates.filter((one) => one.verdict === verdict).length }));
}

function decision(offerId: string, seconds: number, name: string, outcome: string, couldTake: number, reason?: string): Json {
  return { offerId, atUs: ago(seconds), login: name, name, outcome, couldTake, ...(reason === undefined ? {} : { reason }) };
}

// An agent on break, beside work they could take otherwise, and some they could not.
export function agentOnBreak(changes: Json = {}): Json {
  const { agent: marta } = agent('marta', { name: 'Marta Soler', presence: 'PRESENCE_ON_BREAK', breakReason: 'comida', load: 30, work: [mail('WORK_STATE_PARKED')] });
  return {
    agentExplanation: {
      agent: marta,
      verdict: 'VERDICT_ON_BREAK',
      waiting: [
        { interaction: call('').interaction, verdict: 'VERDICT_ON_BREAK' },
        { interaction: mail('', {}, { id: 'mail-9', contactName: 'Anne Petit' }).interaction, verdict: 'VERDICT_LACKS_SKILL', lackingSkill: 'frances' },
      ],
      ...changes,
    },
  };
}

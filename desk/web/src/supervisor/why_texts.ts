// The one sentence that says why, of an interaction and of an agent.
import { queueTitle } from '../agent/item_texts';
import type { AgentExplanation, Candidate, Explanation, Verdict } from '../protocol/messages';
import { agents, welcome } from '../state/desk';
import { language, plural, t, titleOf } from '../texts/language';

export function nameOf(login: string): string {
  return agents.value.get(login)?.name || login;
}

export function skillTitle(skill: string): string {
  return titleOf(welcome.value?.skills ?? [], skill);
}

export function interactionSentence(told: Explanation): string {
  if (told.state === 'INTERACTION_STATE_WAITING') return waitingSentence(told);
  const names = told.agent === '' ? chosen(told.candidates) : [nameOf(told.agent)];
  return t(`why.state.${told.state}`, { names: listed(names) });
}

function waitingSentence(told: Explanation): string {
  const queue = queueTitle(told.interaction.queue);
  if (told.counts.some(({ verdict }) => verdict === 'VERDICT_COULD_TAKE' || verdict === 'VERDICT_CHOSEN')) return t('why.about_to_be_offered');
  const mostFirst = [...told.counts].sort((a, b) => b.agents - a.agents);
  const reasons = mostFirst.flatMap(({ verdict, agents: count }) => (isHindrance(verdict) ? [plural(`why.count.${verdict}`, count)] : []));
  if (reasons.length === 0) return t('why.no_members', { queue });
  return t('why.nobody', { queue, reasons: listed(reasons) });
}

// What keeps an agent of the queue from it.
const no_hindrances = ['VERDICT_UNSPECIFIED', 'VERDICT_CHOSEN', 'VERDICT_COULD_TAKE', 'VERDICT_NOT_MEMBER'] as const;
type Hindrance = Exclude<Verdict, (typeof no_hindrances)[number]>;

function isHindrance(verdict: Verdict): verdict is Hindrance {
  return !no_hindrances.some((other) => other === verdict);
}

function chosen(candidates: readonly Candidate[]): string[] {
  return candidates.filter(({ verdict }) => verdict === 'VERDICT_CHOSEN').map(({ name, login }) => name || login);
}

export function agentSentence({ agent, verdict, waiting }: AgentExplanation): string {
  const name = agent.name || agent.login;
  if (verdict !== 'VERDICT_COULD_TAKE') return t(agent.work.length > 0 ? 'why.agent_no_more' : 'why.agent_nothing', { name, reason: inSentence(verdict) });
  if (waiting.length === 0) return t('why.agent_queues_empty', { name });
  const some = waiting.some((item) => item.verdict === 'VERDICT_COULD_TAKE');
  return t(some ? 'why.agent_about_to' : 'why.agent_none_fits', { name });
}

// A group's heading within a sentence.
function inSentence(verdict: Verdict): string {
  const heading = t(`why.group.${verdict}`);
  return heading.charAt(0).toLocaleLowerCase(language.value) + heading.slice(1);
}

export function listed(words: readonly string[]): string {
  return new Intl.ListFormat(language.value, { type: 'conjunction' }).format(words);
}

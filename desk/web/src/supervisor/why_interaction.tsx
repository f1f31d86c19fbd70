// Why an interaction is where it is: the sentence, what is known of it, the agents by reason, the offers so far.
import type { ComponentChildren } from 'preact';
import { contactOf, queueTitle } from '../agent/item_texts';
import { fullTime, machineMoment, duration } from '../format/time';
import { Age, Countdown } from '../parts/age';
import type { Candidate, Explanation, PastDecision, Verdict } from '../protocol/messages';
import { now_us } from '../state/clock';
import { agents, welcome } from '../state/desk';
import { language, plural, t, titleOf } from '../texts/language';
import { interactionSentence, listed, nameOf, skillTitle } from './why_texts';

export function WhyInteraction({ told }: { told: Explanation }) {
  const waits = told.state === 'INTERACTION_STATE_WAITING' || told.state === 'INTERACTION_STATE_OFFERED';
  return (
    <>
      <p class="why-sentence" role="status">
        {interactionSentence(told)}
        {told.state !== 'INTERACTION_STATE_WAITING' && told.stateUntilUs > 0 && <Left until_us={told.stateUntilUs} />}
      </p>
      {told.beyondCapacity && <p class="hint">{t('why.beyond_capacity')}</p>}
      <Facts told={told} />
      <section aria-labelledby="why-agents">
        <h3 id="why-agents">{t(waits ? 'why.agents' : 'why.agents_if')}</h3>
        {told.counts.map(({ verdict, agents: count }) => (
          <Group key={verdict} verdict={verdict} count={count} told={told} />
        ))}
      </section>
      <section aria-labelledby="why-past">
        <h3 id="why-past">{t('why.past')}</h3>
        <Past decisions={told.decisions} />
      </section>
    </>
  );
}

function Facts({ told }: { told: Explanation }) {
  const { interaction } = told;
  const needs = told.needs.map(({ skill, minimum }) => t('why.need', { skill: skillTitle(skill), minimum }));
  return (
    <dl class="why-facts">
      <Fact name={t('sup.queue')}>{queueTitle(interaction.queue)}</Fact>
      <Fact name={t('why.since')}>
        <Age since_us={interaction.firstEntryAtUs} />
      </Fact>
      {told.position > 0 && <Fact name={t('why.position')}>{told.position}</Fact>}
      {told.expectedWaitUs > 0 && <Fact name={t('why.expected')}>{duration(told.expectedWaitUs, language.value)}</Fact>}
      {needs.length > 0 && (
        <Fact name={t(told.anyNeedIsEnough ? 'why.needs_any' : 'why.needs')}>
          {listed(needs)}
          {told.relaxationStep > 0 && <span class="hint"> {plural('why.relaxed', told.relaxationStep)}</span>}
        </Fact>
      )}
      {interaction.preferredAgent !== '' && <Fact name={t('why.preferred')}>{nameOf(interaction.preferredAgent)}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

// Those who have nothing to do with the queue come folded.
function Group({ verdict, count, told }: { verdict: Verdict; count: number; told: Explanation }) {
  const listedHere = told.candidates.filter((candidate) => candidate.verdict === verdict);
  return (
    <details class={`why-group ${verdict}`} open={verdict !== 'VERDICT_NOT_MEMBER'}>
      <summary>
        {t(`why.group.${verdict}`)} <span class="why-count">{count}</span>
      </summary>
      <ul>
        {listedHere.map((candidate) => (
          <li key={candidate.login}>
            {candidate.name || candidate.login}
            <More candidate={candidate} told={told} />
          </li>
        ))}
        {listedHere.length < count && <li class="hint">{plural('why.left_out', count - listedHere.length)}</li>}
      </ul>
    </details>
  );
}

// What the reason leaves open: which skill, which break, which work before, until when.
function More({ candidate, told }: { candidate: Candidate; told: Explanation }) {
  const agent = agents.value.get(candidate.login);
  const instead = told.mentioned.find(({ id }) => id === candidate.insteadId);
  const until_us = candidate.untilUs || (candidate.verdict === 'VERDICT_IN_WRAP_UP' ? wrapUpEnd(candidate.login) : 0);
  return (
    <>
      {candidate.lackingSkill !== '' && <span class="hint">{t('why.without', { skill: skillTitle(candidate.lackingSkill) })}</span>}
      {candidate.verdict === 'VERDICT_ON_BREAK' && agent && agent.breakReason !== '' && (
        <span class="hint">
          {titleOf(welcome.value?.breakReasons ?? [], agent.breakReason)} · <Age since_us={agent.sinceUs} />
        </span>
      )}
      {instead && <span class="hint">{t('why.instead', { name: contactOf(instead) })}</span>}
      {until_us > now_us.value && <Left until_us={until_us} />}
    </>
  );
}

function wrapUpEnd(login: string): number {
  const ends = agents.value.get(login)?.work.filter(({ state }) => state === 'WORK_STATE_WRAP_UP').map(({ deadlineUs }) => deadlineUs) ?? [];
  return Math.max(0, ...ends);
}

export function Left({ until_us }: { until_us: number }) {
  return (
    <span class="why-left">
      {t('why.left')} <Countdown until_us={until_us} />
    </span>
  );
}

function Past({ decisions }: { decisions: readonly PastDecision[] }) {
  if (decisions.length === 0) return <p class="hint">{t('why.no_past')}</p>;
  return (
    <ol class="why-past">
      {decisions.map((decision) => (
        <li key={`${decision.atUs} ${decision.offerId} ${decision.login}`} class={decision.outcome}>
          <time dateTime={machineMoment(decision.atUs)}>{fullTime(decision.atUs, language.value)}</time>
          <span>
            {/* A supervisor's gift is no offer. */}
            {t(decision.offerId === '' ? 'why.given_to' : 'why.offered_to', { name: decision.name || decision.login })}
            {decision.couldTake > 0 && <span class="hint">{plural('why.could_take', decision.couldTake)}</span>}
          </span>
          <span class="why-outcome">{outcomeText(decision)}</span>
        </li>
      ))}
    </ol>
  );
}

function outcomeText({ outcome, reason }: PastDecision): string {
  const text = t(`why.outcome.${outcome}`);
  return reason === 'OFFER_END_UNSPECIFIED' ? text : t('why.outcome_because', { outcome: text, reason: t(`why.end.${reason}`) });
}

import type { Settings } from '#lib/protocol/settings.ts';

/** As many buttons as fit beside a score on a phone. */
const BUTTONS_ON_PHONE = 3;

type Rules = Pick<Settings, 'steps' | 'typed'>;

/** The steps without their signs, in order: what one chooses from where a lane has no room for all of them. */
export function amountsOf({ steps }: Rules): readonly number[] {
  return Array.from(new Set(steps.map(Math.abs)));
}

/**
 * Whether each lane has a button for every step. Where any amount may be given and the steps only add, a lane has one
 * button each way instead, so that what was added can be taken away.
 */
export function hasButtonPerStep({ steps, typed }: Rules): boolean {
  return steps.length <= BUTTONS_ON_PHONE && (!typed || steps.some((step) => step < 0));
}

/** What the buttons of a lane add, where the person has chosen this amount (null: none yet). */
export function tapAmounts(rules: Rules, chosen: number | null): readonly number[] {
  const { steps, typed } = rules;
  const amounts = amountsOf(rules);
  const isOffered = (step: number) => steps.includes(step);
  if (hasButtonPerStep(rules)) {
    const isAsked = typed && chosen !== null && !(isOffered(chosen) && isOffered(-chosen));
    return isAsked ? [-chosen, chosen] : steps;
  }
  const isChosen = chosen !== null && (typed || amounts.includes(chosen));
  const amount = isChosen ? chosen : (amounts[0] ?? 1);
  return [-amount, amount].filter((step) => typed || isOffered(step));
}

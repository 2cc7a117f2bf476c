import { LIMITS } from '#lib/protocol/limits.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';

/** The steps of a room as a person types them: whole numbers with spaces or commas between, with or without a sign. */
export function parseSteps(text: string): Result<number[], string> {
  const parts = text
    .replaceAll('\u2212', '-')
    .split(/[\s,;]+/)
    .filter((part) => part !== '');
  const first = parts[0];
  if (first === undefined) return err('Name at least one step, such as +1.');
  if (parts.length > LIMITS.steps) return err(`A room has at most ${LIMITS.steps} steps.`);
  const steps: number[] = [];
  for (const part of parts) {
    const step = /^[+-]?\d{1,9}$/.test(part) ? Number(part) : NaN;
    if (!Number.isInteger(step)) return err(`${part.slice(0, 20)} is not a whole number.`);
    if (step === 0) return err('A step of 0 would change nothing.');
    if (Math.abs(step) > LIMITS.delta) return err(`${part} is more than one tap may count.`);
    if (steps.includes(step)) return err(`${part} is there twice.`);
    steps.push(step);
  }
  return ok(steps);
}

export function writeSteps(steps: readonly number[]): string {
  return steps.map((step) => (step > 0 ? `+${step}` : `\u2212${-step}`)).join(', ');
}

import { describe, expect, it } from 'vitest';
import { TINY } from './scenarios/scenario.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';

// Every scenario asserts by itself that each tap counts once, that everybody sees the same in the end, and that versions
// never go back.
describe.each(SCENARIOS)('the scenario $name', (scenario) => {
  it.each([1, 2, 3])('holds its invariants with seed %i', async (seed) => {
    await expect(scenario.run({ seed, size: TINY })).resolves.toBeDefined();
  });

  it('gives the same again for the same seed, and something else for another', async () => {
    const first = await scenario.run({ seed: 4, size: TINY });
    expect(await scenario.run({ seed: 4, size: TINY })).toEqual(first);
    expect(await scenario.run({ seed: 5, size: TINY })).not.toEqual(first);
  });
});

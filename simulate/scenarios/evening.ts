import { roomSizes } from '../crowd/crowd.ts';
import { World } from '../world.ts';
import type { Run } from './scenario.ts';

/** ASSUMED: on an evening each person taps once in this many seconds, of at most so many in a room. */
const SECONDS_PER_TAP = 120;
const MOST_WHO_TAP = 500;

/**
 * The crowd of a usual evening: most rooms are small, a few are huge, and in all of them somebody taps now and then.
 *
 * @param tapping the share of these taps that is made
 */
export function evening({ seed, size }: Run, { tapping = 1 }: { tapping?: number } = {}): World {
  return new World({
    seed,
    sizes: roomSizes(size),
    nodes: size.nodes,
    probes: size.probes,
    players: (people) => Math.min(60, Math.max(2, Math.ceil(people / 2))),
    tappers: (people) => Math.min(people, MOST_WHO_TAP),
    tapsPerSec: (people) => (tapping * Math.min(people, MOST_WHO_TAP)) / SECONDS_PER_TAP,
  });
}

const DRAIN_STEP_MS = 500;
const DRAIN_LIMIT_MS = 120_000;
/** Polls, deltas and links are through by then. */
const QUIET_MS = 2_500;

/** No more taps; runs until all have their verdict and everybody has seen them, then looks whether all is well. */
export async function finish(world: World): Promise<void> {
  const { clock } = world;
  world.stopTapping();
  const until = clock.monotonic() + DRAIN_LIMIT_MS;
  const isOut = () => world.backlog > 0 || world.probes.some(({ node }) => node === null);
  while (isOut() && clock.monotonic() < until) {
    await clock.runUntil(clock.monotonic() + DRAIN_STEP_MS);
  }
  await clock.runUntil(clock.monotonic() + QUIET_MS);
  world.assertInvariants();
}

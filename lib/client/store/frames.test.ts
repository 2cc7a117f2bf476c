import { describe, expect, it } from 'vitest';
import { settle } from '#lib/testing/fake-clock.ts';
import { FakeFrames } from '../testing/fake-frames.ts';
import { setUpStore } from '../testing/store-rig.ts';

async function live() {
  const frames = new FakeFrames();
  const rig = setUpStore({ frames });
  await rig.live();
  frames.paint();
  const before = rig.changes();
  return { ...rig, frames, rendered: () => rig.changes() - before };
}

describe('what the store shows', () => {
  it('changes once for all that comes between two frames', async () => {
    const { sockets, store, frames, rendered, ada, tap } = await live();
    sockets.latest.say('delta', [10, 11, [1, 5]]);
    sockets.latest.say('delta', [11, 12, [1, 6]]);
    sockets.latest.say('presence', { here: 40 });
    await tap(1, 3);
    expect(rendered()).toBe(0);
    frames.paint();
    expect(rendered()).toBe(1);
    expect(ada()).toBe(9);
    expect(store.getState().here).toBe(40);
  });

  it('asks for no frame while nothing comes', async () => {
    const { frames, sockets } = await live();
    expect(frames.isAwaited).toBe(false);
    sockets.latest.say('delta', [10, 11, [1, 5]]);
    frames.paint();
    expect(frames.isAwaited).toBe(false);
  });

  it('rests while nobody sees the page, which taps all the same and comes back to the present at once', async () => {
    const { sockets, clock, frames, rendered, ada, tap, pushes } = await live();
    for (let version = 10; version < 500; version += 1) {
      sockets.latest.say('delta', [version, version + 1, [1, version]]);
    }
    await tap(1, 1);
    expect(pushes()).toHaveLength(1);
    sockets.latest.say('pulse', { epoch: 7, version: 500, now: 0 });
    clock.advance(2_000);
    expect(sockets.latest.all('sync')).toEqual([]);
    expect(rendered()).toBe(0);
    frames.paint();
    expect(rendered()).toBe(1);
    expect(ada()).toBe(500);
  });

  it('is a value: what was shown stays as it was, whatever comes', async () => {
    const { sockets, store, frames } = await live();
    const shown = store.getState().board;
    sockets.latest.say('delta', [10, 11, [1, 5]]);
    await settle();
    expect(shown.players.get(1)?.score).toBe(0);
    frames.paint();
    expect(shown.players.get(1)?.score).toBe(0);
    expect(store.getState().board.players.get(2)).toBe(shown.players.get(2));
  });
});

import { DEFAULT_SETTINGS } from '#lib/protocol/settings.ts';
import type { Push, Snapshot } from '#lib/protocol/messages.ts';
import { FakeClock, settle } from '#lib/testing/fake-clock.ts';
import { seededRandom } from '#lib/testing/seeded-random.ts';
import { noFrames, type Frames } from '../store/frames.ts';
import { MemoryOutbox } from '../store/memory-outbox.ts';
import type { Lane, OpenOutbox } from '../store/outbox.ts';
import { createRoomStore } from '../store/room-store.ts';
import { FakeEnvironment } from './fake-environment.ts';
import { FakeSockets } from './fake-sockets.ts';
import { nextToken } from './fake-tab.ts';

const SNAPSHOT: Snapshot = {
  code: 'CCCCCC',
  name: 'Quiz night',
  epoch: 7,
  version: 10,
  generation: 1,
  settings: DEFAULT_SETTINGS,
  players: [
    { id: 1, name: 'Ada', score: 0 },
    { id: 2, name: 'Grace', score: 4 },
  ],
};

export const scores = (ada: number, version: number, more: Partial<Snapshot> = {}): Snapshot => ({
  ...SNAPSHOT,
  version,
  players: [{ id: 1, name: 'Ada', score: ada }, ...SNAPSHOT.players.slice(1)],
  ...more,
});

/** Tells what it was asked to do, and starts with what a page before has left. */
export class RecordingOutbox extends MemoryOutbox {
  readonly removed: [string, number][] = [];
  override found: readonly Lane[] = [];
  closes = 0;

  override remove(clientId: string, upTo: number) {
    this.removed.push([clientId, upTo]);
    return super.remove(clientId, upTo);
  }

  override close() {
    this.closes += 1;
    return super.close();
  }
}

interface StoreRigOptions {
  readonly outbox?: RecordingOutbox;
  readonly openOutbox?: OpenOutbox;
  /** @default each change is shown at once */
  readonly frames?: Frames;
}

/** A store with all its surroundings in the test's hands. */
export function setUpStore({
  outbox = new RecordingOutbox(nextToken),
  openOutbox = () => Promise.resolve(outbox),
  frames = noFrames,
}: StoreRigOptions = {}) {
  const draw = seededRandom(1);
  const sockets = new FakeSockets();
  const environment = new FakeEnvironment();
  const clock = new FakeClock();
  const store = createRoomStore({
    snapshot: SNAPSHOT,
    sockets,
    environment,
    clock,
    frames,
    random: () => draw.random(),
    newToken: nextToken,
    openOutbox,
  });
  let changes = 0;
  store.subscribe(() => (changes += 1));
  const rig = {
    store,
    sockets,
    environment,
    clock,
    outbox,
    ada: () => store.getState().board.players.get(1)?.score,
    changes: () => changes,
    async start() {
      store.start();
      await settle();
    },
    /** Answers a join as a server would whose board the page knows already. */
    enter(welcome: object = {}) {
      const { version } = store.getState().board;
      sockets.latest.accept();
      const answer = {
        ok: true,
        epoch: 7,
        delta: [version, version, []],
        lastId: 0,
        you: { role: 'participant', player: null },
        here: 1,
        now: 999_980,
        ...welcome,
      };
      sockets.latest.last('join').answer(answer);
    },
    async live() {
      await rig.start();
      rig.enter();
    },
    async tap(player = 1, delta = 1) {
      store.tap(player, delta);
      await settle();
    },
    pushes: () => sockets.latest.all('push').map(({ payload }) => payload as Push),
    ids: () => rig.pushes().map(({ mutations }) => mutations.map(({ id }) => id)),
    ack(upTo: number, version: number, more: object = {}) {
      sockets.latest.last('push').answer({ ok: true, upTo, version, ...more });
    },
    async reconnect(welcome: object = {}) {
      sockets.latest.drop();
      await clock.advanceAsync(1_000);
      rig.enter(welcome);
    },
  };
  return rig;
}

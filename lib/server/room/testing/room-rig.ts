import type { Actor } from '#lib/board/actor.ts';
import { createBoard, type NewBoard } from '#lib/board/board.ts';
import type { Action } from '#lib/protocol/actions.ts';
import { toWireError } from '#lib/protocol/errors.ts';
import type { Delta, Snapshot } from '#lib/protocol/messages.ts';
import { HOST, PARTICIPANT } from '#lib/testing/actors.ts';
import { controlStorage, type ControlledStorage } from '#lib/testing/controlled-storage.ts';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import {
  createMemoryStorage,
  createSharedMemoryStorage,
  MemoryDisk,
} from '../../storage/memory-storage.ts';
import type { Tap } from '../batch.ts';
import type { NewsBus } from '../room-news.ts';
import { Room, type Acted, type ActOptions, type RoomOptions } from '../room.ts';
import type { PushVerdicts } from '../verdict.ts';

export const CODE = 'CCCCCC';

export type Heard =
  | { readonly what: 'delta'; readonly delta: Delta }
  | { readonly what: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly what: 'announcement'; readonly text: string }
  | { readonly what: 'claims'; readonly claimedBy: readonly (string | null)[] }
  | { readonly what: 'verdicts'; readonly name: string };

/** What several rigs may have in common. */
interface Surroundings {
  readonly clock?: FakeClock;
  readonly disk?: MemoryDisk;
  readonly news?: NewsBus;
}

/** One room over a storage that a test can hold back, with everything that leaves it. */
export class RoomRig {
  readonly clock: FakeClock;
  readonly disk: MemoryDisk;
  readonly storage: ControlledStorage;
  readonly heard: Heard[] = [];
  readonly #news: NewsBus | undefined;
  readonly #next = new Map<string, number>();
  #room: Room | null = null;

  constructor({ clock = new FakeClock(), disk = new MemoryDisk(), news }: Surroundings = {}) {
    this.clock = clock;
    this.disk = disk;
    const create = news === undefined ? createMemoryStorage : createSharedMemoryStorage;
    this.storage = controlStorage(create(disk));
    this.#news = news;
  }

  get room(): Room {
    if (this.#room === null) throw new Error('open the rig first');
    return this.#room;
  }

  async create(board: Partial<NewBoard> = {}): Promise<this> {
    const players = ['Ada', 'Grace'];
    await this.storage.create({
      board: createBoard({ code: CODE, name: 'Quiz night', epoch: 5, players, ...board }),
      hostKeyHash: new Uint8Array(32),
      createdAt: 0,
    });
    return this.reopen();
  }

  /** Goes on with what the storage holds, as after a restart. */
  async reopen(): Promise<this> {
    const stored = await this.storage.load(CODE);
    if (stored === null) throw new Error('no such room');
    this.#room?.close();
    this.#room = new Room(stored, this.options);
    return this;
  }

  get options(): RoomOptions {
    return {
      storage: this.storage,
      clock: this.clock,
      deltaIntervalMs: 50,
      news: this.#news,
      audience: {
        delta: (_, delta) => void this.heard.push({ what: 'delta', delta }),
        snapshot: (_, snapshot) => void this.heard.push({ what: 'snapshot', snapshot }),
        announce: (_, text) => void this.heard.push({ what: 'announcement', text }),
        claims: (_, { players }) => {
          const claimedBy = Array.from(players.values(), (player) => player.claimedBy);
          this.heard.push({ what: 'claims', claimedBy });
        },
      },
      onBug: (error) => {
        throw error;
      },
    };
  }

  pushAs(actor: Actor, clientId: string, ...taps: readonly Tap[]): Promise<PushVerdicts> {
    return new Promise((resolve, reject) => {
      this.room.push(actor, clientId, taps, (outcome) => {
        this.heard.push({ what: 'verdicts', name: clientId });
        if (outcome.ok) resolve(outcome.value);
        else reject(outcome.error);
      });
    });
  }

  push(clientId: string, ...taps: readonly Tap[]): Promise<PushVerdicts> {
    return this.pushAs(PARTICIPANT, clientId, ...taps);
  }

  /** One tap at the board as it is: what became of it, and the version that it made. */
  async tap(
    player: number,
    delta: number,
    { by = PARTICIPANT, clientId = 'a' }: { by?: Actor; clientId?: string } = {},
  ): Promise<{ verdict: string; version: number }> {
    const id = (this.#next.get(clientId) ?? 0) + 1;
    this.#next.set(clientId, id);
    const { generation } = this.room.board;
    const pushed = await this.pushAs(by, clientId, { id, generation, player, delta });
    const [verdict] = pushed.verdicts;
    if (verdict === undefined) throw new Error('no verdict');
    return verdict.kind === 'refused'
      ? { verdict: verdict.reason, version: pushed.version }
      : { verdict: verdict.kind, version: verdict.event?.version ?? 0 };
  }

  act(action: Action, by: Actor = HOST, options: ActOptions = {}): Promise<Acted> {
    return this.room.act(by, action, options);
  }

  /** Why the action is refused; `done` where it is not. */
  async refusal(action: Action, by: Actor = HOST, options: ActOptions = {}): Promise<string> {
    return this.act(action, by, options).then(
      () => 'done',
      (error: unknown) => toWireError(error).kind,
    );
  }

  score(player: number): number | undefined {
    return this.room.board.players.get(player)?.score;
  }

  get scores(): number[] {
    return Array.from(this.room.board.players.values(), ({ score }) => score);
  }
}

import { randomInt } from 'node:crypto';
import type { Actor } from '#lib/board/actor.ts';
import { createBoard, type Board, type RemovedPlayer } from '#lib/board/board.ts';
import { snapshotOf } from '#lib/board/diff.ts';
import { mergeSettings } from '#lib/board/merge-settings.ts';
import { permissionOf, type Deed } from '#lib/board/permission.ts';
import { takenName } from '#lib/board/roster.ts';
import { CODE_ALPHABET, CODE_LENGTH, parseCode } from '#lib/protocol/code.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Snapshot } from '#lib/protocol/messages.ts';
import type { CreateRoom, ScoreRequest } from '#lib/protocol/rest.ts';
import { DEFAULT_SETTINGS } from '#lib/protocol/settings.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Archive, LogEntry, LogQuery, RoomStorage } from '../storage/room-storage.ts';
import { clientOfKey } from './client-of-key.ts';
import { createSecret, hashSecret } from '../access/secret.ts';
import type { RoomRegistry } from './room-registry.ts';
import type { Room } from './room.ts';
import type { PushVerdicts } from './verdict.ts';

/** Tries at a free code; with a hundred million codes the second is rare. */
const MAX_CODE_TRIES = 20;

export interface CreatedRoom {
  readonly code: string;
  /** Shown once: only its hash is kept. */
  readonly hostKey: string;
  readonly room: Snapshot;
}

export interface Scored {
  readonly player: number;
  readonly score: number;
  readonly version: number;
  readonly duplicate: boolean;
}

export interface RoomServiceOptions {
  readonly registry: RoomRegistry;
  readonly storage: RoomStorage;
  readonly clock: Clock;
}

type ScoreArguments = [room: Room, actor: Actor, request: ScoreRequest, key: string];

/**
 * What can be asked of rooms from outside a connection: by pages and by REST. Failures are {@link ScoreroomError}s.
 * Whoever comes with an `Actor` is allowed what the table of rights says, and the rest is refused as `not_allowed`.
 */
export class RoomService {
  readonly #options: RoomServiceOptions;

  constructor(options: RoomServiceOptions) {
    this.#options = options;
  }

  async create({ name, players, settings: wished = {} }: CreateRoom): Promise<CreatedRoom> {
    const { storage, clock } = this.#options;
    const twice = takenName(players, []);
    if (twice !== null) {
      const message = `Two players are called ${twice}, or so much like it that nobody could tell. Choose another name for one.`;
      throw new ScoreroomError('name_taken', { message });
    }
    const settings = mergeSettings(DEFAULT_SETTINGS, wished);
    const hostKey = createSecret();
    const createdAt = clock.now();
    for (let tries = 0; tries < MAX_CODE_TRIES; tries += 1) {
      // An epoch is the moment at which a history began: a later history of the same room has a higher one.
      const board = createBoard({ code: createCode(), name, epoch: createdAt, players, settings });
      const roomId = await storage.create({ board, hostKeyHash: hashSecret(hostKey), createdAt });
      if (roomId !== null) return { code: board.code, hostKey, room: snapshotOf(board) };
    }
    throw new ScoreroomError('internal', { message: 'No free code was found. Try again.' });
  }

  /**
   * The room as it is now, or null where there is none. No rights are checked.
   *
   * @param code as typed, in any case
   */
  async read(code: string): Promise<Snapshot | null> {
    const canonical = parseCode(code);
    if (canonical === null) return null;
    const lease = await this.#options.registry.acquire(canonical);
    if (lease === null) return null;
    try {
      return lease.room.snapshot();
    } finally {
      lease.release();
    }
  }

  /**
   * Holds the room while `use` lasts. Throws `room_not_found`.
   *
   * @param code as typed, in any case
   */
  async withRoom<T>(code: string, use: (room: Room) => T | Promise<T>): Promise<T> {
    const canonical = parseCode(code);
    const lease = canonical === null ? null : await this.#options.registry.acquire(canonical);
    if (lease === null) throw new ScoreroomError('room_not_found');
    try {
      return await use(lease.room);
    } finally {
      lease.release();
    }
  }

  /** One tap under an idempotency key: with the same key it counts once, however often it is asked for. */
  async score(...[room, actor, request, key]: ScoreArguments): Promise<Scored> {
    const { player, delta } = request;
    const tap = { id: 1, generation: null, player, delta };
    const { verdicts } = await new Promise<PushVerdicts>((resolve, reject) => {
      room.push(actor, clientOfKey(key, actor), [tap], (outcome) => {
        if (outcome.ok) resolve(outcome.value);
        else reject(outcome.error);
      });
    });
    const verdict = verdicts[0];
    if (verdict === undefined) throw new ScoreroomError('internal');
    if (verdict.kind === 'refused') throw new ScoreroomError(verdict.reason);
    const made = verdict.event ?? currentOf(room.board, player);
    const duplicate = verdict.kind === 'duplicate';
    return { player, score: made.score, version: made.version, duplicate };
  }

  /** The score events of all generations, the newest first. */
  async log(room: Room, actor: Actor, query: LogQuery): Promise<LogEntry[]> {
    allow(actor, 'read-log');
    return this.#options.storage.log(room.roomId, query);
  }

  /** The generations that resets have ended, the newest first. */
  async archives(room: Room, actor: Actor): Promise<Archive[]> {
    allow(actor, 'read-archive');
    return this.#options.storage.archives(room.roomId);
  }

  /** The players that left, the last one first, each with the score that it would come back with. */
  async removed(room: Room, actor: Actor): Promise<RemovedPlayer[]> {
    allow(actor, 'restore-player');
    return Array.from(room.board.removed.values(), (record) => {
      const score = record.merged?.score ?? record.player.score;
      return { ...record, player: { ...record.player, score } };
    }).toSorted((a, b) => b.removedAt - a.removedAt);
  }
}

function allow(actor: Actor, deed: Deed): void {
  if (permissionOf(actor.role, deed) !== 'yes') throw new ScoreroomError('not_allowed');
}

function createCode(): string {
  let code = '';
  while (code.length < CODE_LENGTH) code += CODE_ALPHABET.charAt(randomInt(CODE_ALPHABET.length));
  return code;
}

function currentOf(board: Board, player: number): { score: number; version: number } {
  return { score: board.players.get(player)?.score ?? 0, version: board.version };
}

import { createHash, randomInt } from 'node:crypto';
import type { Operation } from '#lib/board/apply.ts';
import { createBoard, type Board } from '#lib/board/board.ts';
import { snapshotOf } from '#lib/board/diff.ts';
import { CODE_ALPHABET, CODE_LENGTH, parseCode } from '#lib/protocol/code.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Snapshot } from '#lib/protocol/messages.ts';
import type { CreateRoom, ScoreRequest } from '#lib/protocol/rest.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { RoomStorage } from '../storage/room-storage.ts';
import { createHostKey, hashHostKey, isHostKey } from './host-key.ts';
import type { RoomRegistry } from './room-registry.ts';
import type { Changed, Room } from './room.ts';
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

/** What can be asked of rooms from outside a connection: by pages and by REST. Failures are {@link ScoreroomError}s. */
export class RoomService {
  readonly #options: RoomServiceOptions;

  constructor(options: RoomServiceOptions) {
    this.#options = options;
  }

  async create({ name, players }: CreateRoom): Promise<CreatedRoom> {
    const { storage, clock } = this.#options;
    const hostKey = createHostKey();
    const createdAt = clock.now();
    for (let tries = 0; tries < MAX_CODE_TRIES; tries += 1) {
      // An epoch is the moment at which a history began: a later history of the same room has a higher one.
      const board = createBoard({ code: createCode(), name, epoch: createdAt, players });
      const roomId = await storage.create({ board, hostKeyHash: hashHostKey(hostKey), createdAt });
      if (roomId !== null) return { code: board.code, hostKey, room: snapshotOf(board) };
    }
    throw new ScoreroomError('internal', { message: 'No free code was found. Try again.' });
  }

  /** @param code as typed, in any case */
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

  async mayHost(code: string, hostKey: string | undefined): Promise<boolean> {
    if (hostKey === undefined) return false;
    return this.#withRoom(code, (room) => isHostKey(hostKey, room.hostKeyHash));
  }

  /** One tap under an idempotency key: with the same key it counts once, however often it is asked for. */
  score(code: string, request: ScoreRequest, idempotencyKey: string): Promise<Scored> {
    return this.#withRoom(code, async (room) => {
      const { player, delta } = request;
      const tap = { id: 1, generation: null, player, delta };
      const { verdicts } = await new Promise<PushVerdicts>((resolve, reject) => {
        room.push(clientOfKey(idempotencyKey), [tap], (outcome) => {
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
    });
  }

  /** A change by whoever holds the host key. */
  async changeAsHost(
    code: string,
    hostKey: string | undefined,
    operation: Operation,
  ): Promise<Changed> {
    return this.#withRoom(code, async (room) => {
      if (hostKey === undefined || !isHostKey(hostKey, room.hostKeyHash)) {
        throw new ScoreroomError('unauthorized', {
          message: 'Send the host key of this room as "Authorization: Bearer …".',
        });
      }
      return room.change(operation);
    });
  }

  async #withRoom<T>(code: string, use: (room: Room) => T | Promise<T>): Promise<T> {
    const canonical = parseCode(code);
    const lease = canonical === null ? null : await this.#options.registry.acquire(canonical);
    if (lease === null) throw new ScoreroomError('room_not_found');
    try {
      return await use(lease.room);
    } finally {
      lease.release();
    }
  }
}

function createCode(): string {
  let code = '';
  while (code.length < CODE_LENGTH) code += CODE_ALPHABET.charAt(randomInt(CODE_ALPHABET.length));
  return code;
}

/** Each key is a client of one mutation, so that REST counts exactly once by the same means as a socket. */
function clientOfKey(key: string): string {
  return createHash('sha256')
    .update(`idempotency-key:${key}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}

function currentOf(board: Board, player: number): { score: number; version: number } {
  return { score: board.players.get(player)?.score ?? 0, version: board.version };
}

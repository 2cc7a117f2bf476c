import { unreachable } from '#lib/shared/assert.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';
import type { Board } from './board.ts';
import { blockClaim, claimPlayer, moveDevice, releasePlayer, takePart } from './claims.ts';
import { mergeSettings, type SettingsChange } from './merge-settings.ts';
import {
  applied,
  type Applied,
  type BoardEvent,
  type Operation,
  type Problem,
} from './operation.ts';
import {
  addPlayers,
  changePlayer,
  mergePlayers,
  orderPlayers,
  removePlayer,
  restorePlayer,
} from './roster.ts';
import {
  reset,
  resetPlayer,
  restoreGeneration,
  setScore,
  tapPlayer,
  undoOrRedo,
  type TapProblem,
} from './scoring.ts';
import { WorkingBoard } from './working-board.ts';

export type { Applied, BoardEvent, Operation, PastEvent, Problem, Scores } from './operation.ts';

/** A board in the making: operations one after the other on top of `base`, which stays as it is. */
export class BoardDraft {
  readonly #board: WorkingBoard;

  constructor(base: Board) {
    this.#board = new WorkingBoard(base);
  }

  get base(): Board {
    return this.#board.base;
  }

  get version(): number {
    return this.#board.version;
  }

  get generation(): number {
    return this.#board.generation;
  }

  get settings(): Board['settings'] {
    return this.#board.settings;
  }

  get players(): Board['players'] {
    return this.#board.players;
  }

  /** The board so far, as a value. */
  get board(): Board {
    return this.#board.value;
  }

  /** One tap. The same as the operation `score`, for the path where many come. */
  tap(player: number, delta: number): Result<BoardEvent, TapProblem> {
    return tapPlayer(this.#board, player, delta);
  }

  /** Applies one operation at the next version or versions, or says why it cannot be, with nothing changed. */
  apply(operation: Operation): Result<Applied, Problem> {
    const board = this.#board;
    switch (operation.type) {
      case 'add-players':
        return addPlayers(board, operation);
      case 'change-player':
        return changePlayer(board, operation);
      case 'order-players':
        return orderPlayers(board, operation);
      case 'merge-players':
        return mergePlayers(board, operation);
      case 'remove-player':
        return removePlayer(board, operation);
      case 'restore-player':
        return restorePlayer(board, operation);
      case 'take-part':
        return takePart(board, operation);
      case 'claim-player':
        return claimPlayer(board, operation);
      case 'release-player':
        return releasePlayer(board, operation);
      case 'block-claim':
        return blockClaim(board, operation);
      case 'move-device':
        return moveDevice(board, operation);
      case 'score': {
        const tapped = tapPlayer(board, operation.player, operation.delta);
        if (!tapped.ok) return err({ kind: tapped.error });
        return ok(applied([operation.player], { events: [tapped.value] }));
      }
      case 'set-score':
        return setScore(board, operation);
      case 'undo':
      case 'redo':
        return undoOrRedo(board, operation);
      case 'reset':
        return reset(board);
      case 'reset-player':
        return resetPlayer(board, operation);
      case 'restore-generation':
        return restoreGeneration(board, operation);
      case 'rename-room':
        return renameRoom(board, operation.name);
      case 'change-settings':
        return changeSettings(board, operation.settings);
      default:
        return unreachable(operation);
    }
  }
}

function renameRoom(board: WorkingBoard, name: string): Result<Applied, Problem> {
  if (name !== board.name) {
    board.name = name;
    board.changedAt = board.step();
  }
  return ok(applied([]));
}

function changeSettings(board: WorkingBoard, change: SettingsChange): Result<Applied, Problem> {
  const settings = mergeSettings(board.settings, change);
  if (settings !== board.settings) {
    board.settings = settings;
    board.changedAt = board.step();
  }
  return ok(applied([]));
}

/** One operation by itself: see {@link BoardDraft.apply}. */
export function apply(
  board: Board,
  operation: Operation,
): Result<Applied & { readonly board: Board }, Problem> {
  const draft = new BoardDraft(board);
  const result = draft.apply(operation);
  return result.ok ? ok({ ...result.value, board: draft.board }) : result;
}

import type { Operation, PastEvent, Problem } from '#lib/board/apply.ts';
import type { Board } from '#lib/board/board.ts';
import { permissionOf } from '#lib/board/permission.ts';
import type { Action } from '#lib/protocol/actions.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { Archive, KeptEvent } from '../storage/room-storage.ts';
import type { Ask } from './ask.ts';

/** What an action is about, as the storage held it after the last commit. */
export interface Found {
  /** Of `undo` and `redo`: the event. Of `undo-own`: the last tap that counts. */
  readonly event: KeptEvent | null;
  /** Of `restore-generation`. */
  readonly archive: Archive | null;
}

/** The board as it stands in a batch, and what the batch has done so far. */
export interface Situation extends Pick<Board, 'generation' | 'settings' | 'players'> {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly archives: readonly Archive[];
  /** The event as it stands with this batch: also one that it makes, and with what it takes back. */
  eventOf(version: number, kept: PastEvent | null): PastEvent | null;
  /** The last tap that counts and that this batch has taken from the client, or from any of the device. */
  lastTap(lane: string | null, device: string | null): TimedEvent | null;
}

export interface TimedEvent extends PastEvent {
  readonly at: number;
}

export const NOTHING_FOUND: Found = { event: null, archive: null };

export type Plan =
  | { readonly kind: 'operation'; readonly operation: Operation }
  | { readonly kind: 'announce'; readonly text: string }
  | { readonly kind: 'again' }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Whether the table of rights leaves the action to people of this role at all. */
export function mayEver({ actor, action }: Ask): boolean {
  return permissionOf(actor.role, action.type) !== 'no';
}

/**
 * What an action that {@link mayEver} comes to for this person, on the board as it stands in the batch: `SPEC.md`, RP and RU.
 */
export function planOf(ask: Ask, batch: Situation, found: Found): Plan {
  const problem = problemOf(ask, batch);
  if (problem !== null) return { kind: 'refused', problem };
  const { action, actor } = ask;
  switch (action.type) {
    case 'announce':
      return { kind: 'announce', text: action.text };
    case 'take-part':
    case 'claim-player': {
      const { device } = actor;
      return device === null ? refused(NO_DEVICE) : operation({ ...action, device });
    }
    case 'undo':
    case 'redo': {
      const event = batch.eventOf(action.event, found.event);
      if (event === null) return refused({ kind: 'unknown_score_event' });
      return operation({ type: action.type, event });
    }
    case 'undo-own':
      return planOfUndoOwn(ask, batch, found);
    case 'restore-generation': {
      const { generation } = action;
      const archive =
        found.archive ?? batch.archives.find((ended) => ended.generation === generation);
      if (archive === undefined) return refused({ kind: 'unknown_generation' });
      return operation({ type: 'restore-generation', scores: archive });
    }
    case 'add-players':
    case 'change-player':
    case 'order-players':
    case 'merge-players':
    case 'remove-player':
    case 'restore-player':
    case 'release-player':
    case 'block-claim':
    case 'set-score':
    case 'reset':
    case 'reset-player':
    case 'rename-room':
    case 'change-settings':
      return operation(action);
    default:
      return unreachable(action);
  }
}

const NO_DEVICE: Problem = {
  kind: 'not_allowed',
  message: 'The room does not know your device: allow cookies, or send a Scoreroom-Device header.',
};

function operation(what: Operation): Plan {
  return { kind: 'operation', operation: what };
}

function refused(problem: Problem): Plan {
  return { kind: 'refused', problem };
}

/** What corrects scores. While scoring is locked that is for hosts. */
const CORRECTIONS: readonly Action['type'][] = ['set-score', 'undo', 'redo', 'undo-own'];

function problemOf({ actor, action }: Ask, batch: Situation): Problem | null {
  const { settings } = batch;
  const permission = permissionOf(actor.role, action.type);
  if (permission === 'policy' && !settings.selfJoin) {
    return { kind: 'not_allowed', message: 'In this room the host puts people on the board.' };
  }
  if (action.type === 'release-player' && permission === 'own') {
    const claimedBy = batch.players.get(action.player)?.claimedBy ?? null;
    const message = 'Only the host can release somebody else’s name.';
    if (claimedBy !== null && claimedBy !== actor.device) return { kind: 'not_allowed', message };
  }
  const isCorrection = CORRECTIONS.includes(action.type);
  if (settings.scoringLocked && isCorrection && actor.role !== 'host') {
    return { kind: 'scoring_locked' };
  }
  return null;
}

function planOfUndoOwn({ actor, lane }: Ask, batch: Situation, found: Found): Plan {
  const made = batch.lastTap(lane, actor.device);
  const event = made ?? found.event;
  if (event === null) return refused({ kind: 'nothing_to_undo' });
  if (batch.eventOf(event.version, event)?.undoneBy !== null) return { kind: 'again' };
  if (event.generation !== batch.generation) return refused({ kind: 'nothing_to_undo' });
  const { undoSeconds } = batch.settings;
  if (undoSeconds === 0) {
    return refused({ kind: 'too_late', message: 'In this room only the host takes taps back.' });
  }
  if (batch.at - event.at > undoSeconds * 1_000) {
    const message = `A tap can be taken back for ${undoSeconds} seconds. Ask the host to take it back.`;
    return refused({ kind: 'too_late', message });
  }
  return operation({ type: 'undo', event: { ...event, undoneBy: null } });
}

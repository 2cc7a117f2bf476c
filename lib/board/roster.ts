import { LIMITS } from '#lib/protocol/limits.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';
import { newPlayer, type BoardPlayer, type RemovedPlayer } from './board.ts';
import { changeScore, heirOf, isWithinLimit, passOn } from './change-score.ts';
import { nameKey } from './name-key.ts';
import {
  applied,
  type Applied,
  type BoardEvent,
  type Operation,
  type Problem,
} from './operation.ts';
import { playerOfDevice } from './player-of-device.ts';
import type { WorkingBoard } from './working-board.ts';

// Who is on the board. Each function checks all before it changes anything.

type Of<Type extends Operation['type']> = Extract<Operation, { type: Type }>;
type Outcome = Result<Applied, Problem>;

const MAX_KNOWN_KEYS = 5_000;
const knownKeys = new Map<string, string>();

/** Keys cost much more than looking them up, and a board asks for the same ones again and again. */
function keyOf(name: string): string {
  const known = knownKeys.get(name);
  if (known !== undefined) return known;
  if (knownKeys.size >= MAX_KNOWN_KEYS) knownKeys.clear();
  const key = nameKey(name);
  knownKeys.set(name, key);
  return key;
}

/** The first of these names that nobody could tell from one before it or from a player's; null where all are their own. */
export function takenName(names: readonly string[], players: Iterable<BoardPlayer>): string | null {
  const keys = new Set<string>();
  for (const { name } of players) keys.add(keyOf(name));
  for (const name of names) {
    const key = keyOf(name);
    if (keys.has(key)) return name;
    keys.add(key);
  }
  return null;
}

function nameTaken(name: string): Problem {
  return {
    kind: 'name_taken',
    message: `Somebody on the board is called ${name}, or so much like it that nobody could tell. Choose another name.`,
  };
}

/** Why these names cannot come onto the board; null where they can. */
export function problemOfNames(board: WorkingBoard, names: readonly string[]): Problem | null {
  if (board.players.size + names.length > LIMITS.players) return { kind: 'roster_full' };
  const taken = takenName(names, board.players.values());
  return taken === null ? null : nameTaken(taken);
}

export function addPlayers(board: WorkingBoard, { names }: Of<'add-players'>): Outcome {
  const problem = problemOfNames(board, names);
  if (problem !== null) return err(problem);
  const version = board.step();
  const ids = names.map((name) => addPlayer(board, name, version).id);
  return ok(applied(ids));
}

/** The next id on the board. */
export function addPlayer(board: WorkingBoard, name: string, version: number): BoardPlayer {
  const player = newPlayer(board.nextPlayerId, name, version);
  board.nextPlayerId += 1;
  board.put(player);
  return player;
}

export function changePlayer(board: WorkingBoard, change: Of<'change-player'>): Outcome {
  const player = board.players.get(change.player);
  if (player === undefined) return err({ kind: 'unknown_player' });
  const { name = player.name, colour = player.colour, shape = player.shape } = change;
  const isSame = name === player.name && colour === player.colour && shape === player.shape;
  if (isSame) return ok(applied([player.id]));
  const others = Array.from(board.players.values()).filter((other) => other !== player);
  if (name !== player.name && takenName([name], others) !== null) return err(nameTaken(name));
  putProfile(board, { ...player, name, colour, shape }, board.step());
  return ok(applied([player.id]));
}

function putProfile(board: WorkingBoard, player: BoardPlayer, version: number): void {
  board.put({ ...player, changedAt: version, profiledAt: version });
}

export function orderPlayers(board: WorkingBoard, { players }: Of<'order-players'>): Outcome {
  if (players.some((id) => !board.players.has(id))) return err({ kind: 'unknown_player' });
  const first = new Set(players);
  const rest = Array.from(board.players.values())
    .filter(({ id }) => !first.has(id))
    .toSorted((a, b) => a.position - b.position || a.id - b.id);
  const order = [...first, ...rest.map(({ id }) => id)];
  const moved = order.flatMap((id, index): BoardPlayer[] => {
    const player = board.players.get(id);
    const position = index + 1;
    return player === undefined || player.position === position ? [] : [{ ...player, position }];
  });
  if (moved.length > 0) {
    const version = board.step();
    for (const player of moved) putProfile(board, player, version);
  }
  return ok(applied(order));
}

export function mergePlayers(board: WorkingBoard, merge: Of<'merge-players'>): Outcome {
  const player = board.players.get(merge.player);
  const into = board.players.get(merge.into);
  if (player === undefined || into === undefined) return err({ kind: 'unknown_player' });
  if (player === into) {
    return err({ kind: 'invalid_message', message: 'Name two players to merge.' });
  }
  const { score } = player;
  if (!isWithinLimit(into.score + score)) return err({ kind: 'score_limit' });
  const events: BoardEvent[] = [];
  if (score === 0) board.step();
  else {
    events.push(changeScore(board, player.id, { kind: 'merge', delta: -score }));
    events.push(changeScore(board, into.id, { kind: 'merge', delta: score }));
  }
  // Whoever played as the one goes on as the other, unless somebody else does.
  const moves = player.claimedBy !== null && into.claimedBy === null && !into.isClaimBlocked;
  const heir = board.players.get(into.id);
  if (moves && heir !== undefined) {
    putProfile(board, { ...heir, claimedBy: player.claimedBy }, board.version);
  }
  leave(board, player.id, {
    merged: { into: into.id, score },
    claimedBy: moves ? null : player.claimedBy,
  });
  return ok(applied([into.id], { events, hasMovedClaims: player.claimedBy !== null }));
}

export function removePlayer(board: WorkingBoard, { player: id }: Of<'remove-player'>): Outcome {
  const player = board.players.get(id);
  if (player === undefined) return err({ kind: 'unknown_player' });
  board.step();
  leave(board, id, { merged: null, claimedBy: player.claimedBy });
  return ok(applied([id], { hasMovedClaims: player.claimedBy !== null }));
}

/** Takes the player off the board, at the version that it has now. */
function leave(
  board: WorkingBoard,
  id: number,
  { merged, claimedBy }: Pick<RemovedPlayer, 'merged'> & Pick<BoardPlayer, 'claimedBy'>,
): void {
  const player = board.players.get(id);
  if (player === undefined) return;
  const { version } = board;
  board.take(id);
  board.putRemoved({
    player: { ...player, claimedBy, changedAt: version, profiledAt: version },
    removedAt: version,
    merged,
  });
}

export function restorePlayer(board: WorkingBoard, { player: id }: Of<'restore-player'>): Outcome {
  if (board.players.has(id)) return ok(applied([id]));
  const record = board.removed.get(id);
  if (record === undefined) return err({ kind: 'unknown_player' });
  const problem = problemOfNames(board, [record.player.name]);
  if (problem !== null) return err(problem);

  const back = record.merged?.score ?? 0;
  const { id: heir, mergers } = heirOf(board, id);
  const heirPlayer = board.players.get(heir) ?? board.removed.get(heir)?.player;
  if (!isWithinLimit((heirPlayer?.score ?? 0) - back)) return err({ kind: 'score_limit' });

  const events: BoardEvent[] = [];
  if (back === 0) board.step();
  else {
    events.push(changeScore(board, heir, { kind: 'merge', delta: -back }));
    passOn(board, mergers.slice(1), -back);
    events.push(changeScore(board, id, { kind: 'merge', delta: back }));
  }
  const player = board.removed.get(id)?.player ?? record.player;
  const { claimedBy } = player;
  const keepsClaim = claimedBy !== null && playerOfDevice(board, claimedBy) === null;
  const { version } = board;
  board.takeRemoved(id);
  // It comes to its score as it comes back: screens that saw it leave know no other time.
  board.insert({
    ...player,
    claimedBy: keepsClaim ? claimedBy : null,
    changedAt: version,
    scoredAt: version,
    profiledAt: version,
  });
  return ok(applied([id], { events, hasMovedClaims: keepsClaim }));
}

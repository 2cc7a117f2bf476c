import type {
  BoardChanges,
  Delta,
  Snapshot,
  WirePlayer,
  WireProfile,
} from '#lib/protocol/messages.ts';
import type { Board, BoardPlayer } from './board.ts';

export function snapshotOf(board: Board): Snapshot {
  const { code, name, epoch, version, generation, settings } = board;
  const players = Array.from(board.players.values(), playerOf);
  return { code, name, epoch, version, generation, settings, players };
}

/** Of a score of zero it does not matter since when: nobody comes to it first. */
function playerOf(player: BoardPlayer): WirePlayer {
  const { score, scoredAt } = player;
  return score === 0 ? { ...profileOf(player), score } : { ...profileOf(player), score, scoredAt };
}

/** All but the score, without what goes without saying. Whose device has claimed a player stays here. */
function profileOf(player: BoardPlayer): WireProfile {
  const { id, name, position, colour, shape, claimedBy, isClaimBlocked } = player;
  const profile: WireProfile = { id, name };
  if (position !== id) profile.position = position;
  if (colour !== null) profile.colour = colour;
  if (shape !== null) profile.shape = shape;
  if (isClaimBlocked) profile.claim = 'blocked';
  else if (claimedBy !== null) profile.claim = 'taken';
  return profile;
}

/** The change from `since` to the board's version: absolute scores of the players that changed, and whatever else did. */
export function deltaSince(board: Board, since: number): Delta {
  const scored: BoardPlayer[] = [];
  const players: WireProfile[] = [];
  for (const player of board.players.values()) {
    if (player.changedAt <= since) continue;
    if (player.scoredAt > since) scored.push(player);
    if (player.profiledAt > since) players.push(profileOf(player));
  }
  scored.sort((a, b) => a.scoredAt - b.scoredAt);
  const scores: number[] = [];
  for (const { id, score } of scored) scores.push(id, score);
  const removed: number[] = [];
  for (const [id, { removedAt }] of board.removed) if (removedAt > since) removed.push(id);

  const changes: BoardChanges = {};
  if (board.changedAt > since) {
    changes.name = board.name;
    changes.generation = board.generation;
    changes.settings = board.settings;
  }
  if (players.length > 0) changes.players = players;
  if (removed.length > 0) changes.removed = removed;
  return Object.keys(changes).length === 0
    ? [since, board.version, scores]
    : [since, board.version, scores, changes];
}

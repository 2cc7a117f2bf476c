import { err, ok, type Result } from '#lib/shared/result.ts';
import type { BoardPlayer } from './board.ts';
import { applied, type Applied, type Operation, type Problem } from './operation.ts';
import { playerOfDevice } from './player-of-device.ts';
import { addPlayer, problemOfNames } from './roster.ts';
import type { WorkingBoard } from './working-board.ts';

// Who plays as whom: a device plays as at most one player, and a player by at most one device.

type Of<Type extends Operation['type']> = Extract<Operation, { type: Type }>;
type Outcome = Result<Applied, Problem>;

export function takePart(board: WorkingBoard, { name, device }: Of<'take-part'>): Outcome {
  const problem = problemOfNames(board, [name]);
  if (problem !== null) return err(problem);
  const version = board.step();
  release(board, playerOfDevice(board, device), version);
  const player = addPlayer(board, name, version);
  board.put({ ...player, claimedBy: device });
  return ok(applied([player.id], { hasMovedClaims: true }));
}

export function claimPlayer(board: WorkingBoard, claim: Of<'claim-player'>): Outcome {
  const { device } = claim;
  const player = board.players.get(claim.player);
  if (player === undefined) return err({ kind: 'unknown_player' });
  if (player.claimedBy === device) return ok(applied([player.id]));
  if (player.isClaimBlocked) return err({ kind: 'claim_blocked' });
  if (player.claimedBy !== null) {
    const message = `Somebody else plays as ${player.name}. Ask the host to release the name.`;
    return err({ kind: 'claim_taken', message });
  }
  const version = board.step();
  release(board, playerOfDevice(board, device), version);
  putClaim(board, { ...player, claimedBy: device }, version);
  return ok(applied([player.id], { hasMovedClaims: true }));
}

export function releasePlayer(board: WorkingBoard, { player: id }: Of<'release-player'>): Outcome {
  const player = board.players.get(id);
  if (player === undefined) return err({ kind: 'unknown_player' });
  if (player.claimedBy === null) return ok(applied([id]));
  release(board, player, board.step());
  return ok(applied([id], { hasMovedClaims: true }));
}

export function blockClaim(board: WorkingBoard, block: Of<'block-claim'>): Outcome {
  const player = board.players.get(block.player);
  if (player === undefined) return err({ kind: 'unknown_player' });
  const { blocked: isClaimBlocked } = block;
  if (player.isClaimBlocked === isClaimBlocked) return ok(applied([player.id]));
  const claimedBy = isClaimBlocked ? null : player.claimedBy;
  putClaim(board, { ...player, isClaimBlocked, claimedBy }, board.step());
  return ok(applied([player.id], { hasMovedClaims: claimedBy !== player.claimedBy }));
}

/** Nobody sees a difference, but the players must be kept anew. */
export function moveDevice(board: WorkingBoard, { from, to }: Of<'move-device'>): Outcome {
  const player = playerOfDevice(board, from);
  const gone = Array.from(board.removed.values()).filter(
    (record) => record.player.claimedBy === from,
  );
  if (from === to || (player === null && gone.length === 0)) return ok(applied([]));
  const version = board.step();
  for (const record of gone) {
    board.putRemoved({ ...record, player: { ...record.player, claimedBy: to } });
  }
  if (player === null) return ok(applied([]));
  // The other device may play as somebody already: then it goes on as that one.
  const claimedBy = playerOfDevice(board, to) === null ? to : null;
  putClaim(board, { ...player, claimedBy }, version);
  return ok(applied([player.id], { hasMovedClaims: true }));
}

function release(board: WorkingBoard, player: BoardPlayer | null, version: number): void {
  if (player !== null) putClaim(board, { ...player, claimedBy: null }, version);
}

function putClaim(board: WorkingBoard, player: BoardPlayer, version: number): void {
  board.put({ ...player, changedAt: version, profiledAt: version });
}

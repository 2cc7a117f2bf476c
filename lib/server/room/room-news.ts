import type { Board } from '#lib/board/board.ts';
import { withScores, type LaterScore } from '#lib/board/with-scores.ts';

/** Where a room stands in its storage. */
export interface RoomPosition {
  readonly epoch: number;
  readonly version: number;
}

/** What another node has committed. */
export interface RoomNews {
  readonly epoch: number;
  /** The version that it was committed on … */
  readonly from: number;
  /** … and the one that it made. */
  readonly to: number;
  /** The players whose score it changed; null where that is not all that changed, and only the storage tells. */
  readonly scores: readonly LaterScore[] | null;
}

/** Carries the news of rooms between the nodes that serve them. Never waits, and may lose anything: nodes look by themselves. */
export interface NewsBus {
  tell(code: string, news: RoomNews): void;
  /** Words of the host, for the screens of other nodes. */
  announce(code: string, text: string): void;
  /** @returns how to stop listening */
  follow(code: string, listener: RoomListener): () => void;
}

export interface RoomListener {
  hear(news: RoomNews): void;
  hearAnnouncement(text: string): void;
}

export function isAt(board: Board, { epoch, version }: RoomPosition): boolean {
  return board.epoch === epoch && board.version === version;
}

/** What this commit is to those who hold the room elsewhere. */
export function newsOf(before: Board, after: Board): RoomNews {
  const { epoch, version: from } = before;
  return { epoch, from, to: after.version, scores: scoresOnly(before, after) };
}

/** The board after the news; the same one where they are old, and null where they do not follow on from it. */
export function withNews(board: Board, { epoch, from, to, scores }: RoomNews): Board | null {
  if (epoch !== board.epoch) return null;
  if (to <= board.version) return board;
  if (from !== board.version || scores === null) return null;
  return withScores(board, to, scores);
}

function scoresOnly(before: Board, after: Board): readonly LaterScore[] | null {
  const isSameRoom =
    before.changedAt === after.changedAt &&
    before.nextPlayerId === after.nextPlayerId &&
    before.removed === after.removed &&
    before.players.size === after.players.size;
  if (!isSameRoom) return null;
  const scores: LaterScore[] = [];
  for (const player of after.players.values()) {
    const old = before.players.get(player.id);
    if (old === player) continue;
    if (old === undefined || old.profiledAt !== player.profiledAt) return null;
    const { id, score, changedAt, scoredAt } = player;
    scores.push({ id, score, changedAt, scoredAt });
  }
  return scores;
}

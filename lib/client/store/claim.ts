import { keysOf, type ClientRow, type Stores, type TapRow } from './outbox-database.ts';
import type { Lane, SavedTap } from './outbox.ts';

/** A tab that has not renewed its lease for this long is taken for gone. */
export const LEASE_MS = 30_000;
/** How often a tab renews. */
export const RENEW_MS = 10_000;

export interface Claim {
  readonly room: string;
  readonly owner: string;
  readonly now: number;
  /** The token of the page that ran in this tab before. */
  readonly left: string | null;
}

export interface Claimed {
  /** Clients with waiting taps, this tab's own from before a reload first. They are the claimer's now. */
  readonly lanes: readonly Lane[];
  /** A client that nobody holds and that waits for nothing: its next ids may be used. It is not claimed yet. */
  readonly spare: ClientRow | null;
}

/** Whether a tab may take over this client. A lease from the future is as wrong as one from long ago. */
function isClaimable(row: ClientRow, { owner, now, left }: Claim): boolean {
  if (row.owner === owner) return false;
  if (row.owner === null || row.owner === left) return true;
  return Math.abs(now - row.renewedAt) > LEASE_MS;
}

/** Takes over every client of the room that has taps waiting and nobody who lives to send them. */
export async function claim({ clients, taps }: Stores, request: Claim): Promise<Claimed> {
  const { room, owner, now, left } = request;
  const rows = (await clients.getAll(keysOf(room))).filter((row) => isClaimable(row, request));
  if (rows.length === 0) return { lanes: [], spare: null };
  const found = await taps.getAll(keysOf(room));
  const lanes: Lane[] = [];
  let spare: ClientRow | null = null;
  const writes: Promise<unknown>[] = [];
  for (const row of ownFirst(rows, left)) {
    const { clientId } = row;
    const waiting = found.filter((tap) => tap.clientId === clientId).map(savedTap);
    if (waiting.length === 0) {
      spare ??= row;
      continue;
    }
    lanes.push({ clientId, taps: waiting });
    writes.push(clients.put({ ...row, owner, renewedAt: now }));
  }
  await Promise.all(writes);
  return { lanes, spare };
}

function ownFirst(rows: readonly ClientRow[], left: string | null): ClientRow[] {
  const own = rows.filter((row) => row.owner !== null && row.owner === left);
  return [...own, ...rows.filter((row) => !own.includes(row))];
}

function savedTap({ id, generation, player, delta }: TapRow): SavedTap {
  return { id, generation, player, delta };
}

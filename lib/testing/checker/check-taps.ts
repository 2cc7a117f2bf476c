import { keyOf, type KeptEvent, type KeptRoom, type TapRecord, type Violation } from './history.ts';

/** Acknowledged ⊆ applied ⊆ invoked; each tap at most once; what was saved has a verdict; what was refused never counts. */
export function checkTaps(taps: readonly TapRecord[], rooms: readonly KeptRoom[]): Violation[] {
  const found: Violation[] = [];
  for (const room of rooms) {
    const own = taps.filter(({ room: code }) => code === room.code);
    const applied = appliedTaps(room, found);
    checkPhantoms(own, applied, found);
    for (const tap of own) checkTap(tap, { room, applied, found });
  }
  return found;
}

function appliedTaps(room: KeptRoom, found: Violation[]): Map<string, KeptEvent> {
  const applied = new Map<string, KeptEvent>();
  for (const event of room.events) {
    if (event.kind !== 'tap' || event.clientId === null || event.mutationId === null) continue;
    const key = keyOf(event.clientId, event.mutationId);
    const earlier = applied.get(key);
    if (earlier !== undefined) {
      const what = `${room.code}: ${key} counts at versions ${earlier.version} and ${event.version}`;
      found.push({ check: 'doubled', what });
    }
    applied.set(key, event);
  }
  return applied;
}

function checkPhantoms(
  taps: readonly TapRecord[],
  applied: ReadonlyMap<string, KeptEvent>,
  found: Violation[],
): void {
  const invoked = new Set(taps.flatMap(({ keys }) => keys));
  for (const [key, { version }] of applied) {
    if (!invoked.has(key)) {
      found.push({ check: 'phantom', what: `${key} made version ${version}; nobody tapped it` });
    }
  }
}

interface Kept {
  readonly room: KeptRoom;
  readonly applied: ReadonlyMap<string, KeptEvent>;
  readonly found: Violation[];
}

function checkTap(tap: TapRecord, { room, applied, found }: Kept): void {
  const events = tap.keys.flatMap((key) => applied.get(key) ?? []);
  const name = `${tap.room} ${tap.page}: ${tap.keys.join(' = ') || 'a tap without id'}`;
  const [event] = events;
  if (events.length > 1) {
    const versions = events.map(({ version }) => version).join(' and ');
    found.push({ check: 'doubled', what: `${name} counts at versions ${versions}` });
  }
  for (const key of tap.keys) {
    const reason = decided(room, key);
    if (typeof reason !== 'string' || isFair(reason, tap, room)) continue;
    found.push({ check: 'refused-wrongly', what: `${name} was refused as ${reason}` });
  }
  if (event === undefined) {
    if (tap.verdict === 'counts') {
      found.push({ check: 'acknowledged-lost', what: `${name} was acknowledged and is not there` });
    } else if (
      tap.isSaved &&
      tap.verdict === null &&
      !tap.keys.some((key) => decided(room, key) !== undefined)
    ) {
      found.push({ check: 'saved-lost', what: `${name} waited in an outbox and has no verdict` });
    }
    return;
  }
  if (tap.verdict === 'refused') {
    found.push({ check: 'refused-counted', what: `${name} was refused and counts` });
  }
  if (event.player !== tap.player || event.delta !== tap.delta) {
    found.push({ check: 'phantom', what: `${name} counts as another tap` });
  }
  if (event.generation !== tap.generation) {
    const what = `${name} was made in generation ${tap.generation} and counts in ${event.generation}`;
    found.push({ check: 'stale-counted', what });
  }
}

/** People tap what they may: only a reset can have come before. */
function isFair(reason: string, { generation }: TapRecord, room: KeptRoom): boolean {
  return reason === 'stale_generation' && generation < room.generation;
}

function decided({ clients }: KeptRoom, key: string): number | string | undefined {
  const slash = key.lastIndexOf('/');
  const client = clients.get(key.slice(0, slash));
  return client?.verdicts.get(Number(key.slice(slash + 1)));
}

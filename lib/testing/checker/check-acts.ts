import type { ActRecord, KeptRoom, Violation } from './history.ts';

/** Each action counts once under its key, where it was done; and no event is taken back twice. */
export function checkActs(acts: readonly ActRecord[], rooms: readonly KeptRoom[]): Violation[] {
  return rooms.flatMap((room) => {
    const own = acts.filter(({ room: code }) => code === room.code);
    return [
      ...own.flatMap((act) => checkAct(act, room)),
      ...checkResets(own, room),
      ...checkUndos(own, room),
    ];
  });
}

function checkAct({ client, type, page, outcome }: ActRecord, room: KeptRoom): Violation[] {
  const verdicts = client === null ? undefined : room.clients.get(client)?.verdicts;
  const isKept = typeof verdicts?.get(1) === 'number';
  const name = `${room.code} ${page}: ${type}`;
  const found: Violation[] = [];
  if (outcome.kind === 'ok' && !isKept) {
    found.push({ check: 'act-lost', what: `${name} was acknowledged and is not there` });
  }
  if (outcome.kind === 'refused' && isKept) {
    found.push({ check: 'refused-counted', what: `${name} was refused and counts` });
  }
  return found;
}

/** A reset makes one generation; nothing else does here. */
function checkResets(acts: readonly ActRecord[], room: KeptRoom): Violation[] {
  const done = acts.filter(({ type, client }) => {
    const verdict = client === null ? undefined : room.clients.get(client)?.verdicts.get(1);
    return type === 'reset' && typeof verdict === 'number';
  }).length;
  const ended = room.generation - 1;
  if (done === ended && room.archives.length === ended) return [];
  const what = `${room.code}: ${done} resets made ${ended} generations and ${room.archives.length} archives`;
  return [{ check: done > ended ? 'act-lost' : 'act-doubled', what }];
}

function checkUndos(acts: readonly ActRecord[], room: KeptRoom): Violation[] {
  const found: Violation[] = [];
  const asked = new Set(acts.flatMap(({ client }) => client ?? []));
  const undone = new Set<number>();
  const done = new Set<string>();
  for (const { kind, about, clientId, version } of room.events) {
    if (kind !== 'undo' || about === null || clientId === null) continue;
    const name = `${room.code}: version ${version} takes back ${about}`;
    if (undone.has(about)) found.push({ check: 'undone-twice', what: `${name} once more` });
    if (done.has(clientId))
      found.push({ check: 'act-doubled', what: `${name} by a key of before` });
    if (!asked.has(clientId))
      found.push({ check: 'phantom', what: `${name}; nobody asked for it` });
    undone.add(about);
    done.add(clientId);
  }
  return found;
}

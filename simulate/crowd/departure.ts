import type { SimNode } from '../cluster/sim-node.ts';
import type { World } from '../world.ts';
import { Returner } from './returner.ts';

export interface DepartureOptions {
  /** As the pulses of the node had it. */
  readonly spreadMs: number;
  /** Draws how long somebody is to stay away whom the node sent away; null where it died. */
  readonly delayMs: (() => number) | null;
}

/** Everybody who is connected to a node loses it, and sets out to come back to another. Returns how many they are. */
export function depart(world: World, node: SimNode, options: DepartureOptions): number {
  const { placement, inputs } = world;
  const { spreadMs } = options;
  const delayMs = () => options.delayMs?.() ?? null;
  const named = new Map<number, number>();
  const leave = (room: number) => named.set(room, (named.get(room) ?? 0) + 1);

  for (const tapper of world.tappers) {
    if (tapper.node !== node) continue;
    leave(tapper.room);
    tapper.disconnected();
    const { room, clientId } = tapper;
    const epoch = world.firstBoard(room).epoch;
    const version = node.told(room);
    new Returner(world, {
      room,
      clientId,
      spreadMs,
      delayMs: delayMs(),
      position: () => ({ epoch, version }),
      joined: (next, _, lastId) =>
        world.clock.after(inputs.clientLinkMs, () => tapper.joined(next, lastId)),
    });
  }
  for (const probe of world.probes) {
    if (probe.node !== node) continue;
    leave(probe.room);
    probe.disconnected();
    new Returner(world, {
      room: probe.room,
      clientId: null,
      spreadMs,
      delayMs: delayMs(),
      position: () => probe.position,
      joined: (next, caughtUp) => probe.joined(next, caughtUp),
    });
  }
  let people = 0;
  for (let room = 0; room < world.rooms; room += 1) {
    const here = placement.count(room, node.index);
    if (here === 0) continue;
    people += here;
    placement.add(room, node.index, -here);
    const position = { epoch: 1, version: node.told(room) };
    // The rest of the crowd has no names.
    for (let count = named.get(room) ?? 0; count < here; count += 1) {
      new Returner(world, {
        room,
        clientId: null,
        spreadMs,
        delayMs: delayMs(),
        position: () => position,
        joined: () => undefined,
      });
    }
  }
  return people;
}

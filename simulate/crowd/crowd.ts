import type { SeededRandom } from '#lib/testing/seeded-random.ts';

export interface CrowdSize {
  readonly connections: number;
  readonly rooms: number;
  readonly largestRoom: number;
}

/** 80 % of the people are in 20 % of the rooms. */
const PARETO_ALPHA = 1.16;

/** How many people are in each room, the largest first: a heavy tail that comes to exactly so many connections. */
export function roomSizes({ connections, rooms, largestRoom }: CrowdSize): number[] {
  const weights = Array.from({ length: rooms }, (_, rank) => (rank + 0.5) ** (-1 / PARETO_ALPHA));
  // Bounded below by one person and above by the largest room, so the factor is found by halving.
  const sizesAt = (factor: number) =>
    weights.map((weight) => Math.min(largestRoom, Math.max(1, Math.floor(weight * factor))));
  let [low, high] = [0, connections * 10];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (sum(sizesAt(middle)) <= connections) low = middle;
    else high = middle;
  }
  const sizes = sizesAt(low);
  const missing = connections - sum(sizes);
  for (let index = 0; index < missing; index += 1) {
    const room = rooms - 1 - (index % rooms);
    sizes[room] = (sizes[room] ?? 0) + 1;
  }
  return sizes;
}

/** Who is where: how many of each room's people are connected to each node. */
export class Placement {
  readonly nodes: number;
  readonly #counts: Uint32Array;
  /** Rooms that each node serves, and connections that it holds. */
  readonly rooms: number[];
  readonly connections: number[];

  constructor(rooms: number, nodes: number) {
    this.nodes = nodes;
    this.#counts = new Uint32Array(rooms * nodes);
    this.rooms = Array.from({ length: nodes }, () => 0);
    this.connections = Array.from({ length: nodes }, () => 0);
  }

  count(room: number, node: number): number {
    return this.#counts[room * this.nodes + node] ?? 0;
  }

  /** Of all nodes. */
  people(room: number): number {
    let people = 0;
    for (let node = 0; node < this.nodes; node += 1) people += this.count(room, node);
    return people;
  }

  add(room: number, node: number, people: number): void {
    const index = room * this.nodes + node;
    const before = this.#counts[index] ?? 0;
    const after = before + people;
    this.#counts[index] = after;
    this.connections[node] = (this.connections[node] ?? 0) + people;
    const served = Number(after > 0) - Number(before > 0);
    this.rooms[node] = (this.rooms[node] ?? 0) + served;
  }

  /** The node that holds the room's person of this number. */
  nodeOf(room: number, person: number): number {
    let left = person;
    for (let node = 0; node < this.nodes; node += 1) {
      left -= this.count(room, node);
      if (left < 0) return node;
    }
    return 0;
  }

  /** On how many nodes a room is, in the mean. */
  get copiesPerRoom(): number {
    const rooms = this.#counts.length / this.nodes;
    return sum(this.rooms) / rooms;
  }
}

/** A load balancer that knows nothing of rooms. Nodes before `from` get nobody. */
export function placeAtRandom(
  sizes: readonly number[],
  { nodes, from = 0 }: { nodes: number; from?: number },
  random: SeededRandom,
): Placement {
  const placement = new Placement(sizes.length, nodes);
  for (const [room, size] of sizes.entries()) {
    for (let person = 0; person < size; person += 1) {
      placement.add(room, from + random.below(nodes - from), 1);
    }
  }
  return placement;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

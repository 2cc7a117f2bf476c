import { beforeEach, expect, it } from 'vitest';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import type { RoomNews } from '../room/room-news.ts';
import type { Channels } from './channels.ts';
import { NodeBus } from './node-bus.ts';

const CODE = 'CCCCCC';
const NEWS: RoomNews = { epoch: 1, from: 1, to: 2, scores: [] };

/** Channels within this process, which anybody may write to. */
class Line {
  readonly #listeners = new Map<string, Set<(text: string) => void>>();
  isUp = true;

  readonly channels: Channels = {
    isUp: true,
    publish: (name, text) => this.publish(name, text),
    subscribe: (name, listener) => {
      const listeners = this.#listeners.get(name) ?? new Set();
      this.#listeners.set(name, listeners.add(listener));
      return () => void listeners.delete(listener);
    },
    close: () => Promise.resolve(),
  };

  publish(name: string, text: string): void {
    if (this.isUp) for (const listener of this.#listeners.get(name) ?? []) listener(text);
  }
}

let clock: FakeClock;
let line: Line;
let heard: unknown[];

function node(name: string): NodeBus {
  const onBug = (error: unknown) => {
    throw error;
  };
  return new NodeBus({ node: name, channels: line.channels, clock, onBug });
}

function follow(bus: NodeBus, code = CODE): () => void {
  return bus.follow(code, {
    hear: ({ to }) => heard.push(to),
    hearAnnouncement: (text) => heard.push(text),
  });
}

beforeEach(() => {
  clock = new FakeClock();
  line = new Line();
  heard = [];
});

it('carries news to the nodes that follow the room, and to no other', () => {
  const a = node('a');
  const b = node('b');
  follow(a);
  const stop = follow(b);
  follow(node('c'), 'DDDDDD');
  a.tell(CODE, NEWS);
  a.announce(CODE, 'Five minutes');
  expect(heard).toEqual([2, 'Five minutes']);
  stop();
  a.tell(CODE, NEWS);
  expect(heard).toHaveLength(2);
});

it.each([
  ['no JSON', '{'],
  ['another version', JSON.stringify({ version: 2, node: 'x', body: { kind: 'who' } })],
  ['an unknown kind', JSON.stringify({ version: 1, node: 'x', body: { kind: 'gossip' } })],
  [
    'news without a version',
    JSON.stringify({ version: 1, node: 'x', body: { kind: 'news', epoch: 1, from: 1 } }),
  ],
  [
    'a score that is none',
    JSON.stringify({
      version: 1,
      node: 'x',
      body: { ...NEWS, kind: 'news', scores: [{ id: 1, score: 'x', changedAt: 2, scoredAt: 2 }] },
    }),
  ],
])('passes over a message that is %s', (_what, text) => {
  follow(node('a'));
  line.publish(`scoreroom:room:${CODE}`, text);
  expect(heard).toEqual([]);
});

it('adds up the people of other nodes, and asks for them as it comes', () => {
  const a = node('a');
  const b = node('b');
  const changes: string[] = [];
  follow(a);
  a.tellPeople(CODE, 3);
  b.listen({ people: (code) => changes.push(code), cheers: () => undefined });
  follow(b);
  expect(b.peopleIn(CODE)).toBe(3);
  a.tellPeople(CODE, 4);
  expect(b.peopleIn(CODE)).toBe(4);
  expect(changes).toEqual([CODE, CODE]);
  expect(a.peopleIn(CODE)).toBe(0);
});

it('forgets the people of a node that is silent, and of one that says goodbye', () => {
  const a = node('a');
  const b = node('b');
  follow(a);
  follow(b);
  a.tellPeople(CODE, 3);
  clock.advance(60_000);
  expect(b.peopleIn(CODE)).toBe(3);
  line.isUp = false;
  clock.advance(60_000);
  expect(b.peopleIn(CODE)).toBe(0);
  line.isUp = true;
  clock.advance(60_000);
  expect(b.peopleIn(CODE)).toBe(3);
  a.close();
  expect(b.peopleIn(CODE)).toBe(0);
});

import { expect, it } from 'vitest';
import { seededRandom } from '#lib/testing/seeded-random.ts';
import { Balancer } from './balancer.ts';

function nodes() {
  return [
    { port: 1, isUp: true },
    { port: 2, isUp: true },
    { port: 3, isUp: true },
  ];
}

it('sends each new connection to another node that lives', () => {
  const servers = nodes();
  const way = new Balancer(servers, seededRandom(1)).roaming();
  const ports = Array.from({ length: 50 }, way);
  expect(new Set(ports)).toEqual(new Set([1, 2, 3]));
  expect(ports.some((port, index) => port === ports[index - 1])).toBe(false);
  Object.assign(servers[1] as object, { isUp: false });
  expect(new Set(Array.from({ length: 20 }, way))).toEqual(new Set([1, 3]));
});

it('keeps who polls where they are, until that node dies', () => {
  const servers = nodes();
  const way = new Balancer(servers, seededRandom(1)).sticky();
  const first = way();
  expect(new Set(Array.from({ length: 20 }, way))).toEqual(new Set([first]));
  Object.assign(servers[first - 1] as object, { isUp: false });
  const second = way();
  expect(second).not.toBe(first);
  Object.assign(servers[first - 1] as object, { isUp: true });
  expect(way()).toBe(second);
});

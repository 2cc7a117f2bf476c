import { expect, it } from 'vitest';
import { mixedNodeFaults, NODE_KILL_POINTS, planNodeFaults } from './node-schedule.ts';
import { isOutside } from './outside-faults.ts';

const KINDS = [
  'cut-postgres',
  'cut-redis',
  'delay-redis',
  'drain-node',
  'end-backends',
  'flush-redis',
  'freeze-node',
  'freeze-redis',
  'kill-node',
  'kill-postgres',
  'kill-redis',
  'restart-postgres',
  'stall-postgres',
  'wrong-clock',
];

it('plans the same faults for the same seed, and others for another', () => {
  const plan = planNodeFaults(7, mixedNodeFaults(20));
  expect(planNodeFaults(7, mixedNodeFaults(20))).toEqual(plan);
  expect(planNodeFaults(8, mixedNodeFaults(20))).not.toEqual(plan);
});

it.each([1, 2, 3])('has every kind among twenty, whatever the seed (%i)', (seed) => {
  const faults = planNodeFaults(seed, mixedNodeFaults(20)).map(({ fault }) => fault);
  const inside = faults.filter((fault) => !isOutside(fault));
  expect(inside).toHaveLength(20);
  expect([...new Set(inside.map(({ kind }) => kind))].toSorted()).toEqual(KINDS);
});

it('kills at every point of a commit that a node sees', () => {
  const faults = planNodeFaults(7, mixedNodeFaults(100)).map(({ fault }) => fault);
  const points = faults.flatMap((fault) => (fault.kind === 'kill-node' ? fault.point : []));
  expect(new Set(points)).toEqual(new Set([null, ...NODE_KILL_POINTS]));
});

it('plans nothing where nothing is asked for', () => {
  expect(planNodeFaults(7, mixedNodeFaults(0))).toEqual([]);
});

import { expect, it } from 'vitest';
import { KILL_POINTS } from '../server/kill-points.ts';
import { mixedFaults, planFaults } from './schedule.ts';

const MIXED = mixedFaults({ kills: 30, cuts: 30 });

it('plans the same faults for the same seed, and others for another', () => {
  const plan = planFaults(7, MIXED);
  expect(planFaults(7, MIXED)).toEqual(plan);
  expect(planFaults(8, MIXED)).not.toEqual(plan);
});

it('plans as many kills and cuts as it is asked for, at every point around the commit', () => {
  const faults = planFaults(7, MIXED).map(({ fault }) => fault);
  const points = faults.flatMap((fault) => (fault.kind === 'kill-at' ? fault.point : []));
  expect(new Set(points)).toEqual(new Set(KILL_POINTS));
  const kills = faults.filter(({ kind }) => kind === 'kill-at' || kind === 'kill');
  expect(kills).toHaveLength(30);
  expect(faults.filter(({ kind }) => kind === 'cut')).toHaveLength(30);
});

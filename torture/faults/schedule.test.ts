import { expect, it } from 'vitest';
import { KILL_POINTS } from '../server/kill-points.ts';
import { planFaults } from './schedule.ts';

it('plans the same faults for the same seed, and others for another', () => {
  const plan = planFaults({ seed: 7, kills: 30, cuts: 30 });
  expect(planFaults({ seed: 7, kills: 30, cuts: 30 })).toEqual(plan);
  expect(planFaults({ seed: 8, kills: 30, cuts: 30 })).not.toEqual(plan);
});

it('plans as many kills and cuts as it is asked for, at every point around the commit', () => {
  const faults = planFaults({ seed: 7, kills: 30, cuts: 30 }).map(({ fault }) => fault);
  const points = faults.flatMap((fault) => (fault.kind === 'kill-at' ? fault.point : []));
  expect(new Set(points)).toEqual(new Set(KILL_POINTS));
  const kills = faults.filter(({ kind }) => kind === 'kill-at' || kind === 'kill');
  expect(kills.length).toBeGreaterThanOrEqual(30);
  expect(faults.filter(({ kind }) => kind === 'cut')).toHaveLength(30);
});

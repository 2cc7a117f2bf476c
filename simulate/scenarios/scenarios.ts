import { DATABASE_FAILOVER } from './database-failover.ts';
import { HOTTEST_ROOM } from './hottest-room.ts';
import { NODE_DEATH } from './node-death.ts';
import { REDIS_AWAY } from './redis-away.ts';
import { ROLLING_DEPLOY } from './rolling-deploy.ts';
import type { Scenario } from './scenario.ts';
import { STEADY } from './steady.ts';

export const SCENARIOS: readonly Scenario[] = [
  STEADY,
  HOTTEST_ROOM,
  NODE_DEATH,
  REDIS_AWAY,
  DATABASE_FAILOVER,
  ROLLING_DEPLOY,
];

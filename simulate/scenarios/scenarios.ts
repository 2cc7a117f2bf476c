import { STEADY } from './steady.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [STEADY];

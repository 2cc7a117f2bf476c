import type { ComponentType } from 'react';
import { mayScore } from '#lib/board/permission.ts';
import type { You } from '#lib/protocol/messages.ts';
import type { Settings } from '#lib/protocol/settings.ts';
import type { LaneClaimProps } from './lane-claim.tsx';

/** For whom this person can tap, by their role and the room's policy. */
export type Scope = 'all' | 'own' | 'none';

export interface TapRules {
  readonly scope: Scope;
  readonly isLocked: boolean;
  /** How a lane offers itself to be claimed: where one taps only for oneself, and has not said who that is. */
  readonly Claim: ComponentType<LaneClaimProps> | null;
  /** What the buttons of a lane add, in order. */
  readonly amounts: readonly number[];
}

/** Until the server has told who this is, nobody can tap. */
export function scopeOf(you: You | null, settings: Pick<Settings, 'scoring'>): Scope {
  if (you === null) return 'none';
  if (mayScore(you.role, settings, false)) return 'all';
  return mayScore(you.role, settings, true) ? 'own' : 'none';
}

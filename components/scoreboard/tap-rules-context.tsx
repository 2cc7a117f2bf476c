'use client';

import { createContext, use, useMemo } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { useLazy } from '#lib/client/react/use-lazy.ts';
import { tapAmounts } from './tap-amounts.ts';
import { scopeOf, type TapRules } from './tap-rules.ts';
import { useStep } from './use-step.ts';

async function loadClaim() {
  const { LaneClaim } = await import('./lane-claim.tsx');
  return LaneClaim;
}

const NONE: TapRules = { scope: 'none', isLocked: false, Claim: null, amounts: [] };

export const TapRulesContext = createContext(NONE);

export function useTapRules(): TapRules {
  return use(TapRulesContext);
}

/** Worked out once for all lanes, and the same object while nothing of it changes. */
export function useMakeTapRules(): TapRules {
  const code = useRoom(({ board }) => board.code);
  const [step] = useStep(code);
  const settings = useRoom(({ board }) => board.settings);
  const scope = useRoom(({ you, board }) => scopeOf(you, board.settings));
  const isClaimer = useRoom(({ you }) => you?.player === null);
  const { Part: Claim } = useLazy(scope === 'own' && isClaimer, loadClaim);
  return useMemo(
    () => ({
      scope,
      isLocked: settings.scoringLocked,
      Claim,
      amounts: tapAmounts(settings, step),
    }),
    [scope, settings, Claim, step],
  );
}

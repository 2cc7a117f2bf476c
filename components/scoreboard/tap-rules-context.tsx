'use client';

import { createContext, use, useMemo } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { tapAmounts } from './tap-amounts.ts';
import { scopeOf, type TapRules } from './tap-rules.ts';
import { useStep } from './use-step.ts';

const NONE: TapRules = { scope: 'none', isLocked: false, mayClaim: false, amounts: [] };

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
  return useMemo(
    () => ({
      scope,
      isLocked: settings.scoringLocked,
      mayClaim: scope === 'own' && isClaimer,
      amounts: tapAmounts(settings, step),
    }),
    [scope, settings, isClaimer, step],
  );
}

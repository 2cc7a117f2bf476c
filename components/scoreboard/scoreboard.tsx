'use client';

import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import type { CSSProperties } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { Arrangement } from './arrangement.ts';
import { ArrangementContext } from './arrangement-context.tsx';
import { Lane } from './lane.tsx';
import { placesOf } from './places.ts';
import { TapRulesContext, useMakeTapRules } from './tap-rules-context.tsx';

/** The standings. Knows only their order: each lane looks after itself. */
export function Scoreboard() {
  const orderKey = useRoom(({ board }) => placesOf(board).orderKey);
  const [arrangement] = useState(() => new Arrangement(idsIn(orderKey)));
  const { subscribe, settled } = arrangement;
  const ids = useSyncExternalStore(subscribe, settled, settled);
  const rules = useMakeTapRules();

  useLayoutEffect(() => arrangement.follow(idsIn(orderKey)), [arrangement, orderKey]);
  useEffect(() => {
    // A finger may be lifted, or taken over by scrolling, anywhere.
    const lift = () => arrangement.lift();
    window.addEventListener('pointerup', lift);
    window.addEventListener('pointercancel', lift);
    return () => {
      window.removeEventListener('pointerup', lift);
      window.removeEventListener('pointercancel', lift);
      arrangement.close();
    };
  }, [arrangement]);

  const style: CSSProperties & Record<`--${string}`, number> = {
    '--players': ids.length,
    '--pluses': rules.amounts.filter((amount) => amount > 0).length,
    '--minuses': rules.amounts.filter((amount) => amount < 0).length,
  };
  return (
    <ArrangementContext value={arrangement}>
      <TapRulesContext value={rules}>
        <ol
          aria-label="Standings"
          className="lanes"
          data-crowd={crowdOf(ids.length)}
          data-buttons={rules.amounts.length}
          data-scope={rules.scope}
          data-locked={rules.isLocked || undefined}
          onPointerDown={() => arrangement.press()}
          style={style}
        >
          {ids.map((id) => (
            <Lane key={id} id={id} />
          ))}
        </ol>
      </TapRulesContext>
    </ArrangementContext>
  );
}

function idsIn(orderKey: string): readonly number[] {
  return orderKey === '' ? [] : orderKey.split(',').map(Number);
}

/** How many columns a wide screen may use. */
function crowdOf(players: number): 'few' | 'many' | 'crowd' {
  if (players <= 8) return 'few';
  return players <= 24 ? 'many' : 'crowd';
}

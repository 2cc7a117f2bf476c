'use client';

import { useEffect, useLayoutEffect, useState } from 'react';
import type { CSSProperties } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { Arrangement } from './arrangement.ts';
import { ArrangementContext } from './arrangement-context.tsx';
import { Lane } from './lane.tsx';
import { placesOf } from './places.ts';
import { TapRulesContext, useMakeTapRules } from './tap-rules-context.tsx';
import { useLaneWindow } from './use-lane-window.ts';

/** The standings. Knows only their order: each lane looks after itself. */
export function Scoreboard() {
  const order = useRoom(({ board }) => placesOf(board).order);
  const [arrangement] = useState(() => new Arrangement(order));
  const { lanes, ...list } = useLaneWindow(arrangement, order.length);
  const rules = useMakeTapRules();

  useLayoutEffect(() => arrangement.follow(order), [arrangement, order]);
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
    '--players': order.length,
    '--pluses': rules.amounts.filter((amount) => amount > 0).length,
    '--minuses': rules.amounts.filter((amount) => amount < 0).length,
  };
  return (
    <ArrangementContext value={arrangement}>
      <TapRulesContext value={rules}>
        <ol
          {...list}
          aria-label="Standings"
          className="lanes"
          data-crowd={crowdOf(order.length)}
          data-buttons={rules.amounts.length}
          data-scope={rules.scope}
          data-locked={rules.isLocked || undefined}
          onPointerDown={() => arrangement.press()}
          style={style}
        >
          {lanes.map((id) => (
            <Lane key={id} id={id} />
          ))}
        </ol>
      </TapRulesContext>
    </ArrangementContext>
  );
}

/** How many columns a wide screen may use. */
function crowdOf(players: number): 'few' | 'many' | 'crowd' {
  if (players <= 8) return 'few';
  return players <= 24 ? 'many' : 'crowd';
}

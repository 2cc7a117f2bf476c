'use client';

import { useImperativeHandle, useLayoutEffect, useRef } from 'react';
import type { CSSProperties, Ref } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { formatScore, widthInDigits } from './format-score.ts';
import { isNear } from './nearness.ts';
import { prefersStillness, TapEcho } from './tap-echo.ts';

interface LaneScoreProps {
  readonly id: number;
  readonly echo: Ref<TapEcho>;
}

const POP: Keyframe[] = [{ transform: 'scale(1.14)' }, { transform: 'none' }];

/** The hero: a number that never moves anything else, however long it grows. */
export function LaneScore({ id, echo }: LaneScoreProps) {
  const score = useRoom(({ board }) => board.players.get(id)?.score ?? 0);
  const number = useRef<HTMLDataElement>(null);
  const echoElement = useRef<HTMLElement>(null);
  const popped = useRef({ score, animation: null as Animation | null });

  useImperativeHandle(echo, () => {
    if (echoElement.current === null)
      throw new Error('An echo is asked for while its lane is shown.');
    return new TapEcho(echoElement.current);
  }, []);

  useLayoutEffect(() => {
    const last = popped.current;
    if (last.score === score || number.current === null) return;
    last.score = score;
    if (!isNear(number.current) || prefersStillness()) return;
    last.animation ??= number.current.animate(POP, {
      duration: 200,
      easing: 'cubic-bezier(.2,.7,.3,1)',
    });
    last.animation.currentTime = 0;
    last.animation.play();
  }, [score]);

  const text = formatScore(score);
  const style: CSSProperties & Record<`--${string}`, number> = { '--digits': widthInDigits(text) };
  return (
    <p className="lane-score numeral" style={style}>
      <data ref={number} value={score} className="lane-number">
        {text}
      </data>
      <i ref={echoElement} aria-hidden="true" className="lane-echo numeral" />
      <span className="sr-only"> points</span>
    </p>
  );
}

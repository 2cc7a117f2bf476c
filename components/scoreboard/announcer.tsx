'use client';

import { useEffect, useRef, useState } from 'react';
import type { BoardView } from '#lib/board/view.ts';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { standingsNews } from './standings-news.ts';

/** A listener hears the board at most this often: speech is slower than scores. */
const EVERY_MS = 4_000;
/** Taps that come in one go are one piece of news. */
const GATHER_MS = 800;

/** Tells the standings' changes to screen readers, politely. */
export function Announcer({ since }: { since: BoardView }) {
  const board = useRoom((state) => state.board);
  const latest = useRef(board);
  const told = useRef(since);
  const toldAt = useRef(-Infinity);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [news, setNews] = useState('');

  useEffect(() => {
    latest.current = board;
    if (timer.current !== undefined || board === told.current) return;
    const delay = Math.max(GATHER_MS, toldAt.current + EVERY_MS - performance.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const text = standingsNews(told.current, latest.current);
      told.current = latest.current;
      if (text === '') return;
      toldAt.current = performance.now();
      setNews(text);
    }, delay);
  }, [board]);

  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  return <output className="sr-only">{news}</output>;
}

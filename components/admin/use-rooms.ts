'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import {
  overviewOf,
  overviewSearch,
  type AdminRoomsPage,
  type OverviewQuery,
} from '#lib/protocol/admin.ts';
import { callAdmin, type AdminProblem } from './admin-api.ts';
import { usePoll } from './use-poll.ts';

/** Rows keep their places while somebody is at the page: they move only under eyes that look on. */
const HOLD_MS = 4_000;
/** A page that nobody has touched for this long does not keep its session alive. */
const PRESENT_MS = 60_000;
const TYPING_MS = 200;

interface RoomsOptions {
  readonly first: AdminRoomsPage;
  readonly firstQuery: OverviewQuery;
  /** How long ago somebody did something. */
  readonly idleMs: () => number;
  /** While true rows keep their places: something is selected or open. */
  readonly isHeld: boolean;
  readonly onProblem: (problem: AdminProblem | null) => void;
}

export interface Rooms {
  readonly page: AdminRoomsPage;
  readonly query: OverviewQuery;
  /** An answer is awaited that somebody asked for. */
  readonly isLoading: boolean;
  /** Shows other rooms, or these in another order. `isTyping` waits for the next letter. */
  readonly show: (change: Partial<OverviewQuery>, isTyping?: boolean) => void;
  readonly reload: () => Promise<void>;
}

/** The rooms that are looked at, live, and the address that says which they are. */
export function useRooms({ first, firstQuery, idleMs, isHeld, onProblem }: RoomsOptions): Rooms {
  const [query, setQuery] = useState(firstQuery);
  const [page, setPage] = useState(first);
  const [isLoading, setIsLoading] = useState(false);
  const asked = useRef<AbortController | null>(null);
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);

  const load = useCallback(
    async (wanted: OverviewQuery) => {
      asked.current?.abort();
      const request = new AbortController();
      asked.current = request;
      setIsLoading(true);
      const answer = await callAdmin<AdminRoomsPage>(`rooms?${String(overviewSearch(wanted))}`, {
        signal: request.signal,
      });
      if (asked.current !== request) return;
      asked.current = null;
      setIsLoading(false);
      onProblem(answer.ok ? null : answer.error);
      if (answer.ok) setPage(answer.value);
    },
    [onProblem],
  );

  const show = (change: Partial<OverviewQuery>, isTyping = false) => {
    const wanted = { ...query, page: 1, ...change };
    setQuery(wanted);
    clearTimeout(typing.current);
    const search = String(overviewSearch(wanted));
    const address = search === '' ? '/admin' : `/admin?${search}`;
    if (isTyping) {
      window.history.replaceState(null, '', address);
      typing.current = setTimeout(() => void load(wanted), TYPING_MS);
    } else {
      window.history.pushState(null, '', address);
      void load(wanted);
    }
  };

  useEffect(() => () => clearTimeout(typing.current), []);
  useEffect(() => {
    const back = () => {
      const wanted = overviewOf(new URLSearchParams(window.location.search));
      setQuery(wanted);
      void load(wanted);
    };
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, [load]);

  usePoll(async () => {
    if (asked.current !== null) return;
    const codes = page.rooms.map(({ code }) => code).join(',');
    const isStill = codes !== '' && (isHeld || idleMs() < HOLD_MS);
    const path = isStill
      ? `rooms?codes=${codes}&deleted=${String(query.deleted)}`
      : `rooms?${String(overviewSearch(query))}`;
    const answer = await callAdmin<AdminRoomsPage>(path, { isBackground: idleMs() > PRESENT_MS });
    if (asked.current !== null) return;
    onProblem(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setPage((old) => (isStill ? withNews(old, answer.value) : answer.value));
  });

  return { page, query, isLoading, show, reload: () => load(query) };
}

/** The same rows in the same places, as they are now. One that is gone stays until somebody looks on. */
function withNews(old: AdminRoomsPage, news: AdminRoomsPage): AdminRoomsPage {
  const byCode = new Map(news.rooms.map((room) => [room.code, room]));
  return { ...old, now: news.now, rooms: old.rooms.map((room) => byCode.get(room.code) ?? room) };
}

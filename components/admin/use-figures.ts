'use client';

import { useState } from 'react';
import type { AdminFigures } from '#lib/protocol/admin.ts';
import { callAdmin } from './admin-api.ts';
import { usePoll } from './use-poll.ts';

/** The server's figures, live. */
export function useFigures(first: AdminFigures): { figures: AdminFigures; isLive: boolean } {
  const [figures, setFigures] = useState(first);
  const [isLive, setIsLive] = useState(true);
  usePoll(async () => {
    const answer = await callAdmin<AdminFigures>('figures', { isBackground: true });
    setIsLive(answer.ok);
    if (answer.ok) setFigures(answer.value);
  });
  return { figures, isLive };
}

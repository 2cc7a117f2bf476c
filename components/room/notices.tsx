'use client';

import { useEffect } from 'react';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';
import type { Notice } from '#lib/client/store/room-state.ts';
import type { RefusalKind } from '#lib/protocol/errors.ts';
import { unreachable } from '#lib/shared/assert.ts';

/** A greeting leaves by itself; what concerns this person's taps stays until it is dismissed. */
const GREETING_MS = 8_000;

const REASONS: Record<RefusalKind, string> = {
  unknown_player: 'the player has left the board',
  stale_generation: 'the board was reset in the meantime',
  roster_full: 'the board is full',
  score_limit: 'the score would pass its limit',
  operation_conflict: 'they were counted as something else already',
};

export function Notices() {
  const notice = useRoom((state) => state.notice);
  const { dismissNotice } = useRoomActions();

  useEffect(() => {
    if (notice?.kind !== 'message') return;
    const timer = setTimeout(dismissNotice, GREETING_MS);
    return () => clearTimeout(timer);
  }, [notice, dismissNotice]);

  return (
    <output className="notices">
      {notice !== null && (
        <span className="notice" data-kind={notice.kind}>
          <span dir="auto" className="notice-text">
            {textOf(notice)}
          </span>
          {notice.kind === 'stopped' ? (
            <button type="button" className="notice-button" onClick={() => location.reload()}>
              Reload
            </button>
          ) : (
            <button type="button" className="notice-button" onClick={dismissNotice}>
              Dismiss
            </button>
          )}
        </span>
      )}
    </output>
  );
}

function textOf(notice: Notice): string {
  switch (notice.kind) {
    case 'message':
    case 'stopped':
      return notice.text;
    case 'refused':
      return notice.count === 1
        ? `A tap of yours did not count: ${REASONS[notice.reason].replace('they were', 'it was')}.`
        : `${notice.count} taps of yours did not count: ${REASONS[notice.reason]}.`;
    default:
      return unreachable(notice);
  }
}

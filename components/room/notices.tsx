'use client';

import { useEffect } from 'react';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';
import type { Notice } from '#lib/client/store/room-state.ts';
import type { ErrorKind, RefusalKind } from '#lib/protocol/wire-error.ts';
import { unreachable } from '#lib/shared/assert.ts';

/** A greeting leaves by itself; what concerns this person's taps stays until it is dismissed. */
const GREETING_MS = 8_000;

/** Each for one tap, and for more. */
const REASONS: Record<RefusalKind, readonly [one: string, more: string]> = {
  unknown_player: same('the player has left the board'),
  stale_generation: same('the board was reset in the meantime'),
  roster_full: same('the board is full'),
  score_limit: same('the score would pass its limit'),
  operation_conflict: [
    'it was counted as something else already',
    'they were counted as something else already',
  ],
  not_allowed: same('the room does not let you score there'),
  scoring_locked: same('scoring was locked'),
  below_zero: same('scores cannot go below zero here'),
  step_not_allowed: same('the room does not score by that many points'),
};

/** What a reload leads to. */
const WAYS_ON: Partial<Record<ErrorKind, string>> = { pin_required: 'Enter the PIN' };

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
              {WAYS_ON[notice.reason] ?? 'Reload'}
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
    case 'problem':
    case 'stopped':
      return notice.text;
    case 'refused': {
      const [one, more] = REASONS[notice.reason];
      return notice.count === 1
        ? `A tap of yours did not count: ${one}.`
        : `${notice.count} taps of yours did not count: ${more}.`;
    }
    default:
      return unreachable(notice);
  }
}

function same(reason: string): readonly [string, string] {
  return [reason, reason];
}

'use client';

import { Menu } from '@base-ui/react/menu';
import { Icon } from '#components/ui/icon.tsx';
import type { BulkAction } from '#lib/protocol/admin.ts';
import { ACTION_WORDS } from './action-words.ts';
import { formatCount, plural } from './format.ts';
import { ActionItem } from './room-menu.tsx';

interface BulkBarProps {
  /** How many boards are selected. */
  readonly count: number;
  readonly actions: readonly BulkAction[];
  /** How many match in all, where not all of them are selected but could be; null otherwise. */
  readonly total: number | null;
  readonly onAll: () => void;
  readonly onAct: (action: BulkAction) => void;
  readonly onClear: () => void;
}

/** What can be done with everything that is selected, under the thumb. */
export function BulkBar({ count, actions, total, onAll, onAct, onClear }: BulkBarProps) {
  const ready: readonly BulkAction[] = actions.filter(
    (action) => action === 'reset' || action === 'delete' || action === 'restore',
  );
  const more = actions.filter((action) => !ready.includes(action));
  return (
    <section className="bulk" aria-label="Selected boards">
      <button type="button" className="icon-button" aria-label="Select none" onClick={onClear}>
        <Icon name="close" className="size-5" />
      </button>
      <p className="bulk-count" aria-live="polite">
        <span className="numeral">{formatCount(count)}</span>
        <span>{count === 1 ? 'board' : 'boards'}</span>
        {total !== null && (
          <button type="button" className="bulk-all" onClick={onAll}>
            Select all {plural(total, 'board')}
          </button>
        )}
      </p>
      <div className="bulk-actions">
        {ready.map((action) => (
          <button key={action} type="button" className="bulk-button" onClick={() => onAct(action)}>
            {ACTION_WORDS[action].label}
          </button>
        ))}
        {more.length > 0 && (
          <Menu.Root>
            <Menu.Trigger className="bulk-button">More</Menu.Trigger>
            <Menu.Portal>
              <Menu.Positioner
                className="menu-place"
                side="top"
                align="end"
                sideOffset={8}
                collisionPadding={8}
              >
                <Menu.Popup className="menu">
                  {more.map((action) => (
                    <ActionItem key={action} action={action} onAct={() => onAct(action)} />
                  ))}
                </Menu.Popup>
              </Menu.Positioner>
            </Menu.Portal>
          </Menu.Root>
        )}
      </div>
    </section>
  );
}

'use client';

import { Menu } from '@base-ui/react/menu';
import type { AdminRoom, BulkAction } from '#lib/protocol/admin.ts';
import { ACTION_WORDS, actionsFor } from './action-words.ts';

export type RoomMenuHandle = Menu.Handle<AdminRoom>;

interface RoomMenuProps {
  readonly menu: RoomMenuHandle;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onAct: (action: BulkAction, room: AdminRoom) => void;
  readonly onRename: (room: AdminRoom) => void;
  readonly onRecord: (room: AdminRoom) => void;
}

/** What can be done with one board. One menu for all rows: it goes where it is asked for. */
export function RoomMenu({ menu, onOpenChange, onAct, onRename, onRecord }: RoomMenuProps) {
  return (
    <Menu.Root handle={menu} onOpenChange={onOpenChange}>
      {({ payload: room }) => (
        <Menu.Portal>
          <Menu.Positioner className="menu-place" align="end" sideOffset={4} collisionPadding={8}>
            <Menu.Popup className="menu">
              {room !== undefined && (
                <>
                  {room.deletedAt === null && room.closedAt === null && (
                    <>
                      <Menu.LinkItem className="menu-item" href={`/r/${room.code}/host`}>
                        Open as host
                      </Menu.LinkItem>
                      <Menu.LinkItem className="menu-item" href={`/r/${room.code}`}>
                        Look at the board
                      </Menu.LinkItem>
                    </>
                  )}
                  {room.deletedAt === null && (
                    <Menu.Item className="menu-item" onClick={() => onRename(room)}>
                      Rename…
                    </Menu.Item>
                  )}
                  <Menu.Item className="menu-item" onClick={() => onRecord(room)}>
                    What was done here
                  </Menu.Item>
                  <Menu.Separator className="menu-line" />
                  {actionsFor([room]).map((action) => (
                    <ActionItem key={action} action={action} onAct={() => onAct(action, room)} />
                  ))}
                </>
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      )}
    </Menu.Root>
  );
}

export function ActionItem({ action, onAct }: { action: BulkAction; onAct: () => void }) {
  const { label, isDangerous } = ACTION_WORDS[action];
  return (
    <Menu.Item className="menu-item" data-danger={isDangerous || undefined} onClick={onAct}>
      {label}
      {isDangerous && '…'}
    </Menu.Item>
  );
}

'use client';

import { Menu } from '@base-ui/react/menu';
import { Wordmark } from '#components/ui/brand-mark.tsx';

export type AdminView = 'boards' | 'record';

interface AdminHeaderProps {
  readonly view: AdminView;
  readonly onView: (view: AdminView) => void;
  readonly onSignOut: () => void;
  readonly onSignOutEverywhere: () => void;
}

const VIEWS: readonly { readonly view: AdminView; readonly label: string }[] = [
  { view: 'boards', label: 'Boards' },
  { view: 'record', label: 'Record' },
];

export function AdminHeader({ view, onView, onSignOut, onSignOutEverywhere }: AdminHeaderProps) {
  return (
    <header className="admin-header">
      <Wordmark />
      <nav className="admin-views" aria-label="Admin">
        {VIEWS.map((item) => (
          <button
            key={item.view}
            type="button"
            className="admin-view"
            aria-current={item.view === view ? 'page' : undefined}
            onClick={() => onView(item.view)}
          >
            {item.label}
          </button>
        ))}
      </nav>
      <Menu.Root>
        <Menu.Trigger className="tool">Sign out</Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner className="menu-place" align="end" sideOffset={4} collisionPadding={8}>
            <Menu.Popup className="menu">
              <Menu.Item className="menu-item" onClick={onSignOut}>
                Sign out here
              </Menu.Item>
              <Menu.Item className="menu-item" data-danger onClick={onSignOutEverywhere}>
                Sign out everywhere…
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </header>
  );
}

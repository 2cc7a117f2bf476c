'use client';

import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import { Icon } from './icon.tsx';

interface SheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** Stands before the title: a bib, or a way back. */
  readonly lead?: ReactNode;
  readonly description?: ReactNode;
  /** What has the focus at first; left out: the sheet itself, so that no keyboard covers half of a phone. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly size?: 'narrow' | 'wide';
  readonly children: ReactNode;
}

/** A dialog that comes up from under the thumb on a phone, and stands in the middle of a larger screen. */
export function Sheet({
  isOpen,
  onClose,
  title,
  lead,
  description,
  initialFocus,
  size = 'narrow',
  children,
}: SheetProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="sheet-backdrop" />
        <Dialog.Popup className="sheet" data-size={size} initialFocus={initialFocus ?? touchFocus}>
          <header className="sheet-head">
            {lead}
            <div className="sheet-titles">
              <Dialog.Title className="sheet-title" dir="auto">
                {title}
              </Dialog.Title>
              {description !== undefined && (
                <Dialog.Description className="sheet-description" render={<div />}>
                  {description}
                </Dialog.Description>
              )}
            </div>
            <Dialog.Close className="icon-button" aria-label="Close">
              <Icon name="close" className="size-5" />
            </Dialog.Close>
          </header>
          <div className="sheet-body">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The default of the primitive, but for fingers: there the sheet itself, as a field would bring up the keyboard. */
function touchFocus(openedBy: string): boolean | HTMLElement | null {
  if (openedBy !== 'touch') return true;
  return document.querySelector<HTMLElement>('.sheet[data-open]') ?? true;
}

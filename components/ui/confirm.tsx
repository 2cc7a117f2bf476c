'use client';

import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useState } from 'react';
import type { ReactNode } from 'react';

interface ConfirmProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** A question. */
  readonly title: ReactNode;
  /** What will happen, and what can be done about it later. */
  readonly children: ReactNode;
  /** The answer, as a verb: "Reset 8 scores". */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** False while something in `children` is still to be filled in. */
  readonly isReady?: boolean;
  /** Resolves with whether it was done: only then the dialog closes. */
  readonly onConfirm: () => Promise<boolean>;
}

/** Asks first, and says what will happen. The way back has the focus, so that Enter does nothing that cannot be undone. */
export function Confirm({
  isOpen,
  onClose,
  title,
  children,
  confirm,
  isDangerous = false,
  isReady = true,
  onConfirm,
}: ConfirmProps) {
  const [isBusy, setIsBusy] = useState(false);
  const answer = async () => {
    if (isBusy || !isReady) return;
    setIsBusy(true);
    const isDone = await onConfirm();
    setIsBusy(false);
    if (isDone) onClose();
  };
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={(next) => !next && !isBusy && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="sheet-backdrop" />
        <AlertDialog.Popup className="sheet confirm">
          <AlertDialog.Title className="confirm-title poster" dir="auto">
            {title}
          </AlertDialog.Title>
          <AlertDialog.Description className="confirm-text" render={<div />}>
            {children}
          </AlertDialog.Description>
          <div className="confirm-answers">
            <AlertDialog.Close className="button">Leave it</AlertDialog.Close>
            <button
              type="button"
              className={`button ${isDangerous ? 'button-danger' : 'button-solid'}`}
              aria-disabled={isBusy || !isReady}
              onClick={() => void answer()}
            >
              {confirm}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

'use client';

export const SHARE_DIALOG_ID = 'share';

/** Opens the panel by the browser's own means, before and without any script. React has no types for these two yet. */
const INVOKER = { command: 'show-modal', commandfor: SHARE_DIALOG_ID };

/** The code, always in sight, and the way to everything else that one needs to join. */
export function ShareButton({ code }: { code: string }) {
  return (
    <button
      {...INVOKER}
      type="button"
      className="share-button"
      aria-haspopup="dialog"
      onClick={openShareDialog}
    >
      <span className="sr-only">Share this board, </span>
      <span className="share-word">Code</span>
      <span className="code">{code}</span>
    </button>
  );
}

/** For browsers that know no invoker commands. */
function openShareDialog(): void {
  if ('commandForElement' in HTMLButtonElement.prototype) return;
  const dialog = document.getElementById(SHARE_DIALOG_ID);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

'use client';

import { useState } from 'react';
import type { ReactNode } from 'react';
import { SHARE_DIALOG_ID } from './share-button.tsx';

interface ShareDialogProps {
  readonly code: string;
  readonly name: string;
  readonly joinUrl: string;
  /** The QR code of the address, drawn on the server. */
  readonly qr: ReactNode;
}

/** Everything to join by: a QR code to scan from across the room, the code to type, the link to send. */
export function ShareDialog({ code, name, joinUrl, qr }: ShareDialogProps) {
  return (
    <dialog
      id={SHARE_DIALOG_ID}
      className="share-dialog"
      aria-labelledby="share-title"
      closedby="any"
    >
      <div className="share-panel">
        <div className="share-qr">{qr}</div>
        <div className="share-words">
          <h2 id="share-title" className="share-title">
            Scan to join <span dir="auto">{name}</span>
          </h2>
          <p>
            <span className="share-label">or type this code at {new URL(joinUrl).host}</span>
            <span className="share-code code">{code}</span>
          </p>
          <ShareLink name={name} joinUrl={joinUrl} />
          <form method="dialog">
            <button type="submit" className="button w-full">
              Back to the board
            </button>
          </form>
        </div>
      </div>
    </dialog>
  );
}

function ShareLink({ name, joinUrl }: { name: string; joinUrl: string }) {
  const [outcome, setOutcome] = useState('');

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(joinUrl);
      setOutcome('Link copied.');
    } catch {
      // There is no clipboard on plain http, as in most local networks.
      setOutcome('This browser does not let a page copy: mark the link and copy it.');
    }
  };
  const share = async () => {
    try {
      await navigator.share({ title: name, url: joinUrl });
    } catch {
      // Called off by the person, or not possible: the panel still has everything.
    }
  };

  return (
    <div className="grid gap-2">
      <a href={joinUrl} className="share-link">
        {joinUrl.replace(/^https?:\/\//, '')}
      </a>
      <div className="needs-scripts flex gap-2">
        <button type="button" className="button button-solid grow" onClick={() => void copy()}>
          Copy link
        </button>
        <button
          type="button"
          className="button grow"
          hidden={typeof navigator === 'undefined' || !('share' in navigator)}
          suppressHydrationWarning
          onClick={() => void share()}
        >
          Send…
        </button>
      </div>
      <output className="min-h-6 text-sm text-muted">{outcome}</output>
    </div>
  );
}

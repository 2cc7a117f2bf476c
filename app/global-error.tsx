'use client';

import './globals.css';

interface GlobalErrorProps {
  readonly error: unknown;
  readonly retry: () => void;
}

/** Stands in for the whole document where the layout itself fails. */
export default function GlobalError({ retry }: GlobalErrorProps) {
  return (
    <html lang="en">
      <body>
        <title>That went wrong · Scoreroom</title>
        <main className="dead-end">
          <h1 className="poster dead-end-title">That went wrong on our side.</h1>
          <p>
            <button type="button" className="button button-solid" onClick={() => retry()}>
              Try again
            </button>
          </p>
        </main>
      </body>
    </html>
  );
}

'use client';

import { useId, useState } from 'react';
import type { SubmitEvent } from 'react';
import { BibWall } from '#components/bib/bib-wall.tsx';
import { Wordmark } from '#components/ui/brand-mark.tsx';
import { hostAddressOf } from './pasted-link.ts';

/** A page of its own: no router is loaded for it. */
const ADMIN = '/admin';

interface NotYoursProps {
  readonly code: string;
  /** Why a link that was just tried did not open the page. */
  readonly problem?: string | null;
}

/** Somebody without the rights has come to the host's page: how to get them, and where to go meanwhile. */
export function NotYours({ code, problem: given = null }: NotYoursProps) {
  const fieldId = useId();
  const [text, setText] = useState('');
  const [found, setFound] = useState<string | null>(null);
  const problem = found ?? given;

  const open = (event: SubmitEvent) => {
    event.preventDefault();
    const address = hostAddressOf(text, code);
    if (address === null)
      return setFound('That is no secret link. It ends in #key= and 43 letters.');
    setFound(null);
    location.assign(address);
  };

  return (
    <div className="home">
      <header className="home-header">
        <Wordmark />
      </header>
      <main className="home-main">
        <section className="dead-end">
          <h1 className="poster dead-end-title">This is the host’s page.</h1>
          <p className="max-w-prose text-lg text-muted">
            From here the evening is run: scores are corrected, players are added, rounds begin. Ask
            the host of <span className="code">{code}</span> for a host link, and open it on this
            device. You made the board yourself? Then open it in the browser that you made it in.
          </p>
          <form className="grid max-w-xl gap-2" onSubmit={open}>
            <label className="field-label" htmlFor={fieldId}>
              Have a link already?
            </label>
            <div className="inline-form">
              <input
                id={fieldId}
                className="input"
                autoComplete="off"
                spellCheck={false}
                placeholder="Paste it here"
                value={text}
                aria-invalid={problem !== null}
                aria-describedby={`${fieldId}-problem`}
                onChange={(event) => setText(event.target.value)}
              />
              <button type="submit" className="button button-solid">
                Open
              </button>
            </div>
            <p id={`${fieldId}-problem`} role="alert" className="field-problem">
              {problem}
            </p>
          </form>
          <p className="flex flex-wrap gap-3">
            <a href={`/r/${code}`} className="button">
              Go to the board
            </a>
            <a href={ADMIN} className="button">
              Sign in as admin
            </a>
          </p>
        </section>
        <aside className="home-join" aria-hidden="true">
          <BibWall />
        </aside>
      </main>
    </div>
  );
}

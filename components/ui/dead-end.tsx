import type { ReactNode } from 'react';
import { BibWall } from '#components/bib/bib-wall.tsx';
import { JoinForm } from '#components/home/join-form.tsx';
import { Wordmark } from './brand-mark.tsx';
import { HomeLink } from './home-link.tsx';

interface DeadEndProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** A page that is not there, with the ways on. */
export function DeadEnd({ title, children }: DeadEndProps) {
  return (
    <div className="home">
      <header className="home-header">
        <Wordmark />
      </header>
      <main className="home-main">
        <section className="dead-end">
          <h1 className="poster dead-end-title">{title}</h1>
          <p className="max-w-prose text-lg text-muted">{children}</p>
          <p>
            <HomeLink className="button">Make a board of your own</HomeLink>
          </p>
        </section>
        <aside className="home-join" aria-label="Join a board">
          <JoinForm />
          <BibWall />
        </aside>
      </main>
    </div>
  );
}

import type { ReactNode } from 'react';
import { Wordmark } from '#components/ui/brand-mark.tsx';
import { LinkEntrance } from './link-entrance.tsx';

interface DoorProps {
  readonly code: string;
  readonly title: string;
  readonly children: ReactNode;
}

/** A room that does not let this browser in as it is. A secret link still opens it. */
export function Door({ code, title, children }: DoorProps) {
  return (
    <div className="home">
      <header className="home-header">
        <Wordmark />
      </header>
      <main className="door">
        <p className="door-code code">{code}</p>
        <h1 className="poster dead-end-title">{title}</h1>
        {children}
        <LinkEntrance code={code} />
      </main>
    </div>
  );
}

'use client';

const HOME = '/';

interface ErrorProps {
  readonly error: unknown;
  readonly retry: () => void;
}

export default function ErrorPage({ retry }: ErrorProps) {
  return (
    <div className="home">
      <header className="home-header">
        {/* Each page ships this one, so the mark is not drawn here once more. */}
        <a href={HOME} className="poster text-3xl">
          Scoreroom
        </a>
      </header>
      <main className="dead-end">
        <h1 className="poster dead-end-title">That went wrong on our side.</h1>
        <p className="max-w-prose text-lg text-muted">
          Scores are safe: taps that were not sent yet go out when the board opens again.
        </p>
        <p>
          <button type="button" className="button button-solid" onClick={() => retry()}>
            Try again
          </button>
        </p>
      </main>
    </div>
  );
}

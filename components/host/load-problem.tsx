'use client';

interface LoadProblemProps {
  readonly text: string | null;
  readonly onRetry: () => void;
}

/** Something could not be asked of the server. What was known before stays on the page. */
export function LoadProblem({ text, onRetry }: LoadProblemProps) {
  if (text === null) return null;
  return (
    <p role="alert" className="field-problem">
      {text}{' '}
      <button type="button" className="text-button" onClick={onRetry}>
        Try again
      </button>
    </p>
  );
}

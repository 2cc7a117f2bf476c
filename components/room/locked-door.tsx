import { Door } from './door.tsx';

/** The host lets in nobody who has not been there. */
export function LockedDoor({ code }: { code: string }) {
  return (
    <Door code={code} title="The doors are closed.">
      <p className="max-w-prose text-lg text-muted">
        The host lets nobody else in for now. Ask the host to open the board, then try again. If you
        were on it before, use the same browser as then.
      </p>
      <p>
        <a href={`/r/${code}`} className="button button-solid">
          Try again
        </a>
      </p>
    </Door>
  );
}

'use client';

import { useState } from 'react';
import { Confirm } from '#components/ui/confirm.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { Role } from '#lib/protocol/roles.ts';
import { LoadProblem } from './load-problem.tsx';
import { NewLink } from './new-link.tsx';
import { callRoom } from './rest.ts';
import { useSay } from './status.tsx';
import { useFetched } from './use-fetched.ts';
import { agoOf, momentOf } from './when.ts';

/** As `GET …/links` tells it: the secret itself is shown once, when the link is made. */
interface LinkRow {
  readonly id: number;
  readonly role: Role;
  readonly label: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
}

interface Links {
  readonly links: readonly LinkRow[];
}

const REFRESH_MS = 15_000;

/** Secret links: who has one has its role, without a password. */
export function LinksPanel() {
  const { value, problem, reload } = useFetched<Links>('/links', { everyMs: REFRESH_MS });
  const [isMaking, setIsMaking] = useState(false);
  const [revoking, setRevoking] = useState<LinkRow | null>(null);
  const code = useRoom(({ board }) => board.code);
  const say = useSay();
  const links = value?.links ?? [];

  const revoke = async (link: LinkRow) => {
    const answer = await callRoom<null>(code, `/links/${link.id}`, { method: 'DELETE' });
    // A link that is gone already is what was asked for.
    const isDone = answer.ok || answer.error.kind === 'unknown_link';
    if (isDone) say.done(`The link “${link.label}” opens nothing any more.`);
    else say.problem(answer.error.text);
    reload();
    return isDone;
  };

  return (
    <section className="host-block" aria-labelledby="links-title">
      <h3 id="links-title" className="block-title">
        Secret links
        {value !== null && <span className="count">{links.length}</span>}
      </h3>
      <p className="hint">
        Whoever opens one has its role: a co-host, a scorekeeper, a player or a spectator. For
        everybody else there is the code.
      </p>
      <button type="button" className="button button-solid" onClick={() => setIsMaking(true)}>
        <Icon name="add" className="size-5" />
        New link
      </button>
      <LoadProblem text={problem} onRetry={reload} />
      <ul className="rows">
        {links.map((link) => (
          <li key={link.id} className="row">
            <span className="role-tag" data-role={link.role}>
              {link.role}
            </span>
            <span className="row-words">
              <bdi className="row-title">{link.label}</bdi>
              <span className="hint">{stateOf(link)}</span>
            </span>
            <button type="button" className="tool tool-danger" onClick={() => setRevoking(link)}>
              Revoke<span className="sr-only"> {link.label}</span>
            </button>
          </li>
        ))}
      </ul>
      <NewLink isOpen={isMaking} onClose={() => setIsMaking(false)} onMade={reload} />
      <Confirm
        isOpen={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke “${revoking?.label ?? ''}”?`}
        confirm="Revoke now"
        isDangerous
        onConfirm={() => (revoking === null ? Promise.resolve(true) : revoke(revoking))}
      >
        The link opens nothing any more, and whoever came in by it loses the role of{' '}
        {revoking?.role ?? 'it'} at once, also on screens that are open now. It cannot be brought
        back; you can make a new one.
        {revoking?.role === 'host' &&
          ' If you came in by it yourself, this page closes for you too.'}
      </Confirm>
    </section>
  );
}

function stateOf({ createdAt, expiresAt, lastUsedAt }: LinkRow): string {
  const used = lastUsedAt === null ? 'not used yet' : `used ${agoOf(lastUsedAt)}`;
  if (expiresAt === null) return `${used} · made ${momentOf(createdAt)}`;
  return expiresAt < Date.now()
    ? `${used} · ended ${momentOf(expiresAt)}`
    : `${used} · until ${momentOf(expiresAt)}`;
}

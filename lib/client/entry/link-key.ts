const FRAGMENT = '#key=';

/** The key of the secret link by which this page was opened; null where there is none. Its part of an address reaches no server. */
export function linkKey(): string | null {
  const { hash } = location;
  return hash.startsWith(FRAGMENT) ? hash.slice(FRAGMENT.length) : null;
}

/** Takes the key out of the address bar, and out of the history of this tab. */
export function stripLinkKey(): void {
  history.replaceState(history.state, '', location.pathname + location.search);
}

/** Calls `listener` when a link to this very page is followed: that loads nothing anew. Returns the end of that. */
export function onLinkKey(listener: () => void): () => void {
  const look = () => {
    if (linkKey() !== null) listener();
  };
  window.addEventListener('hashchange', look);
  return () => window.removeEventListener('hashchange', look);
}

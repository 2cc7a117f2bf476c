/**
 * How a tab knows after a reload what was its own. The token lies in the tab's storage only while no page of the tab is
 * running, so that a duplicated tab, which starts with a copy of that storage, never finds one.
 */
export interface TabToken {
  /** Takes what the page before this one has left. */
  take(): string | null;
  /** Leaves `token` whenever this page goes away; returns the end of that. */
  hold(token: string): () => void;
}

export function browserTabToken(room: string): TabToken {
  const key = `scoreroom:${room}`;
  return {
    take() {
      const token = withStorage((storage) => storage.getItem(key));
      withStorage((storage) => storage.removeItem(key));
      return token;
    },
    hold(token) {
      const controller = new AbortController();
      const { signal } = controller;
      const leave = () => withStorage((storage) => storage.setItem(key, token));
      const withdraw = () => withStorage((storage) => storage.removeItem(key));
      window.addEventListener('pagehide', leave, { signal });
      window.addEventListener('pageshow', withdraw, { signal });
      return () => controller.abort();
    },
  };
}

/** Where the browser denies storage, a tab is a new client after each reload, and nothing worse. */
function withStorage<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

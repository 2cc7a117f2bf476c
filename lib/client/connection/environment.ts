export type EnvironmentEvent = 'online' | 'offline' | 'visible' | 'hidden';

/** What the connection needs to know of the browser around it. */
export interface Environment {
  isOnline(): boolean;
  isVisible(): boolean;
  subscribe(listener: (event: EnvironmentEvent) => void): () => void;
}

export const browserEnvironment: Environment = {
  isOnline: () => navigator.onLine,
  isVisible: () => document.visibilityState === 'visible',
  subscribe(listener) {
    const controller = new AbortController();
    const { signal } = controller;
    const visibility = () => listener(browserEnvironment.isVisible() ? 'visible' : 'hidden');
    window.addEventListener('online', () => listener('online'), { signal });
    window.addEventListener('offline', () => listener('offline'), { signal });
    document.addEventListener('visibilitychange', visibility, { signal });
    return () => controller.abort();
  },
};

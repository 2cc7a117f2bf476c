import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { browserSiblings } from './siblings.ts';

/** Resolves with what the page hears next. */
function page(room: string) {
  const heard = new EventTarget();
  const siblings = browserSiblings(room)((clientIds) => {
    heard.dispatchEvent(new CustomEvent('lost', { detail: clientIds }));
  });
  const next = async () => ((await once(heard, 'lost')) as [CustomEvent<string[]>])[0].detail;
  return { ...siblings, next };
}

describe('pages of one browser', () => {
  it('hear what another one of the same room takes, and not what they take themselves', async () => {
    const [one, other, elsewhere] = [page('CCCCCC'), page('CCCCCC'), page('DDDDDD')];
    const heard = [other.next(), one.next()];
    elsewhere.took(['c']);
    one.took(['a']);
    other.took(['b']);
    expect(await Promise.all(heard)).toEqual([['a'], ['b']]);
    for (const { close } of [one, other, elsewhere]) close();
  });

  it('do without one another where the browser does not let them', () => {
    vi.stubGlobal(
      'BroadcastChannel',
      class {
        constructor() {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        }
      },
    );
    const alone = page('CCCCCC');
    alone.took(['a']);
    alone.close();
    vi.unstubAllGlobals();
  });
});

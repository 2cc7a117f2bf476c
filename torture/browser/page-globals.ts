import { AsyncLocalStorage } from 'node:async_hooks';
import { IDBFactory, IDBDatabase } from 'fake-indexeddb';
import 'fake-indexeddb/auto';

export interface Quota {
  isUsedUp: boolean;
}

/** What the code of one page finds around it. It follows that code through its promises and timers. */
export interface PageGlobals {
  readonly indexedDB: IDBFactory;
  /** What the browser lets all its pages store. */
  readonly quota: Quota;
  /** The address of the page's own link to the server. */
  readonly location: {
    readonly protocol: 'http:';
    readonly host: string;
    readonly hostname: string;
    readonly port: string;
  };
  /** Transactions that are under way. */
  readonly transactions: Set<Pick<IDBTransaction, 'abort'>>;
  /** Its process has ended: it begins nothing any more. */
  isDead: boolean;
}

const pages = new AsyncLocalStorage<PageGlobals>();

/** Makes the globals of a browser those of whichever page is running. */
export function installPageGlobals(): void {
  const own = (name: 'indexedDB' | 'location') => ({
    configurable: true,
    get: () => pages.getStore()?.[name],
  });
  Object.defineProperty(globalThis, 'indexedDB', own('indexedDB'));
  Object.defineProperty(globalThis, 'location', own('location'));
  const begin = Reflect.get(IDBDatabase.prototype, 'transaction') as (
    ...args: unknown[]
  ) => IDBTransaction;
  IDBDatabase.prototype.transaction = function beginWatched(this: IDBDatabase, ...args) {
    const page = pages.getStore();
    if (page?.isDead) throw new DOMException('The page is gone.', 'InvalidStateError');
    // What is removed or renewed takes no more room than before, and is not written strictly.
    const [, , options] = args as Parameters<IDBDatabase['transaction']>;
    if (page?.quota.isUsedUp && options?.durability === 'strict')
      throw new DOMException('The disk is full.', 'QuotaExceededError');
    const transaction = Reflect.apply(begin, this, args);
    const open = page?.transactions;
    open?.add(transaction);
    for (const end of ['complete', 'abort'])
      transaction.addEventListener(end, () => open?.delete(transaction));
    return transaction;
  };
}

export function newDisk(): IDBFactory {
  return new IDBFactory();
}

export function inPage<T>(globals: PageGlobals, run: () => T): T {
  return pages.run(globals, run);
}

/** One layer of the architecture: which files belong to it, and what they may import besides each other. */
export interface Layer {
  readonly files: string;
  /** Beginnings of the paths that it may import. */
  readonly mayUse: readonly string[];
  /** The packages it may import, by name; `node:` stands for Node's own modules. Left out: any. */
  readonly packages?: readonly string[];
}

const shared = ['lib/shared/'];
const protocol = [...shared, 'lib/protocol/'];
const domain = [...protocol, 'lib/board/'];

const roomPort = 'lib/server/storage/room-storage.ts';
/** What the rest of the server may know of the room engine; its other files are its own affair. */
const room = ['host-key', 'room', 'room-news', 'room-registry', 'room-service', 'verdict'].map(
  (name) => `lib/server/room/${name}.ts`,
);
/** What is kept around rooms. Which database does it is the storage's affair. */
const directoryPort = 'lib/server/directory/directory.ts';
const access = 'lib/server/access/';
/** What one sender, one room and the server can take. */
const limits = 'lib/server/limits/';
/** How routes reach the running server: the accessor, never the parts behind it. */
const currentRuntime = 'lib/server/runtime/current.ts';
/** How pages reach it, from whichever process they are made in. */
const pageSource = 'lib/server/renderer/page-source.ts';

/**
 * Imports go one way. A file belongs to the layer with the longest matching beginning; a file of the product that
 * belongs to none is an error, so that a new folder is a decision and not a gap in this table.
 */
export const layers: readonly Layer[] = [
  { files: 'lib/shared/', mayUse: [], packages: [] },
  { files: 'lib/protocol/', mayUse: shared, packages: ['valibot'] },
  { files: 'lib/board/', mayUse: protocol, packages: ['unhomoglyph'] },
  {
    files: 'lib/server/room/',
    mayUse: [...domain, roomPort, `${access}secret.ts`],
    packages: ['node:'],
  },
  { files: 'lib/server/storage/', mayUse: [...domain, ...room, 'lib/server/directory/'] },
  { files: 'lib/server/directory/', mayUse: [...domain, 'lib/server/storage/'] },
  { files: limits, mayUse: protocol, packages: ['node:'] },
  { files: access, mayUse: [...domain, ...room, roomPort, directoryPort, limits] },
  { files: 'lib/server/admin/', mayUse: [...domain, ...room, roomPort, directoryPort, access] },
  {
    files: 'lib/server/cluster/',
    mayUse: [
      ...domain,
      ...room,
      access,
      'lib/server/storage/shared-storage.ts',
      'lib/server/socket/other-nodes.ts',
    ],
    packages: ['node:', '@redis/client', 'valibot'],
  },
  {
    files: 'lib/server/metrics/',
    mayUse: [...domain, ...room, limits, 'lib/server/http/'],
    packages: ['node:', 'prom-client'],
  },
  {
    files: 'lib/server/socket/',
    mayUse: [...domain, ...room, roomPort, access, limits, 'lib/server/http/'],
  },
  {
    files: 'lib/server/http/',
    mayUse: [...domain, ...room, roomPort, access, limits, 'lib/server/admin/', currentRuntime],
  },
  {
    files: 'lib/server/renderer/',
    mayUse: [...domain, access, 'lib/server/http/', currentRuntime],
    packages: ['node:'],
  },
  { files: 'lib/server/runtime/', mayUse: [...domain, 'lib/server/'] },
  { files: 'lib/client/connection/', mayUse: protocol, packages: ['socket.io-client', 'valibot'] },
  { files: 'lib/client/entry/', mayUse: protocol, packages: [] },
  {
    files: 'lib/client/store/',
    mayUse: [...domain, 'lib/client/connection/'],
    packages: ['idb'],
  },
  {
    files: 'lib/client/react/',
    mayUse: [...domain, 'lib/client/store/', 'lib/client/entry/'],
    packages: ['react', 'react-dom', 'next'],
  },
  {
    files: 'components/',
    mayUse: [...domain, 'lib/client/react/', 'lib/client/entry/', 'lib/client/store/room-state.ts'],
  },
  {
    files: 'app/',
    mayUse: [
      ...domain,
      'components/',
      'lib/client/',
      currentRuntime,
      pageSource,
      'lib/server/http/',
    ],
  },
  { files: 'lib/testing/', mayUse: ['lib/'] },
  { files: 'server.ts', mayUse: ['lib/server/', ...domain] },
];

/** What runs in a browser must never pull in the server, not even through a chain of other modules. */
export const browserFiles = ['lib/client/', 'components/'];
export const serverFiles = 'lib/server/';

/** Test code may import any layer, to put parts together; the product may not import test code. */
export function isTestCode(file: string): boolean {
  return (
    /^lib\/(.+\/)?testing\//.test(file) || /(\.test|\.test-d|\.spec|-contract)\.tsx?$/.test(file)
  );
}

/** A test is an entry of the runner, not a library: what two tests share has a file of its own. */
export function isTest(file: string): boolean {
  return /\.(test|test-d|spec)\.tsx?$/.test(file);
}

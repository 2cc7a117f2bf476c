import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundaryProblems, cycles } from './boundaries.ts';
import { browserFiles, layers, serverFiles } from './layers.ts';
import { importedSpecifiers, readModuleGraph } from './module-graph.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'boundaries-'));
  write({ 'package.json': '{ "type": "module", "imports": { "#lib/*": "./lib/*" } }' });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

function problems(files: Record<string, string>): string[] {
  write(files);
  const graph = readModuleGraph(root);
  return [...boundaryProblems(graph), ...cycles(graph)];
}

const server = { 'lib/server/room/room.ts': 'export type Room = string; export const room = 1;' };

describe('the reader of imports', () => {
  it.each([
    ['an import', "import { a } from './x.ts';"],
    ['an import for its effect', "import './x.ts';"],
    ['a type import', "import type { A } from './x.ts';"],
    ['a re-export', "export { a } from './x.ts';"],
    ['a re-export of all', "export * from './x.ts';"],
    ['a dynamic import', "const load = () => <p onClick={() => import('./x.ts')} />;"],
    ['an import within a type', "let room: import('./x.ts').Room;"],
    ['an import after `using`', "function f() { using a = b(); return import('./x.ts'); }"],
  ])('sees %s', (_kind, source) => {
    expect(importedSpecifiers('file.tsx', source)).toEqual(['./x.ts']);
  });

  it('does not pass over what it cannot parse', () => {
    expect(() => importedSpecifiers('file.ts', 'import {')).toThrow('file.ts');
  });
});

describe('boundaries', () => {
  it('accept imports that go down', () => {
    const files = {
      'lib/shared/assert.ts': 'export const assert = 1;',
      'lib/protocol/code.ts':
        "import { assert } from '../shared/assert.ts'; export const code = assert;",
      'lib/server/room/room.ts':
        "import { code } from '#lib/protocol/code.ts'; export const room = code;",
      'server.ts': "import '#lib/server/room/room.ts';",
    };
    expect(problems(files)).toEqual([]);
  });

  it.each([
    ['board', 'lib/board/apply.ts', "import type { Room } from '#lib/server/room/room.ts';"],
    ['the client', 'lib/client/store/store.ts', "export * from '../../server/room/room.ts';"],
    ['a component', 'components/lane.tsx', "void import('#lib/server/room/room.ts');"],
    ['a route', 'app/page.tsx', "let room: import('#lib/server/room/room.ts').Room;"],
  ])('stop %s that reaches into the server', (_who, file, source) => {
    const found = problems({ ...server, [file]: source });
    expect(found).toContain(`${file} may not import lib/server/room/room.ts`);
  });

  it('tell the whole way by which a component reaches the server', () => {
    const found = problems({
      ...server,
      'lib/testing/kit.ts': "export * from '#lib/server/room/room.ts';",
      'components/lane.tsx': "import '../lib/testing/kit.ts';",
    });
    expect(found).toEqual([
      'components/lane.tsx is not a test and imports test code: lib/testing/kit.ts',
      'the browser reaches the server: components/lane.tsx → lib/testing/kit.ts → lib/server/room/room.ts',
    ]);
  });

  it('keep the inside of the room engine to itself', () => {
    const found = problems({
      'lib/server/room/fan-out.ts': 'export const fanOut = 1;',
      'lib/server/socket/gateway.ts': "import '../room/fan-out.ts';",
    });
    expect(found).toEqual([
      'lib/server/socket/gateway.ts may not import lib/server/room/fan-out.ts',
    ]);
  });

  it('keep frameworks out of the domain', () => {
    const found = problems({ 'lib/board/rank.ts': "import 'react'; import 'node:fs';" });
    expect(found).toEqual([
      'lib/board/rank.ts may not use the package react',
      'lib/board/rank.ts may not use the package node:',
    ]);
  });

  it('let tests put parts together, and nobody import a test', () => {
    const found = problems({
      ...server,
      'lib/board/rank.test.ts': "import '#lib/server/room/room.ts';",
      'lib/board/diff.test.ts': "import './rank.test.ts';",
    });
    expect(found).toEqual(['lib/board/diff.test.ts imports a test: lib/board/rank.test.ts']);
  });

  it('name a folder that has no place, and a file that is not there', () => {
    const found = problems({
      'lib/utils/misc.ts': '',
      'lib/board/rank.ts': "import './gone.ts';",
    });
    expect(found).toEqual([
      'lib/board/rank.ts imports ./gone.ts, which is no file',
      'lib/utils/misc.ts belongs to no layer in scripts/checks/layers.ts',
    ]);
  });

  it('find a cycle once, through package imports and types', () => {
    const found = problems({
      'lib/board/a.ts': "import '#lib/board/b.ts';",
      'lib/board/b.ts': "import type {} from './c.ts';",
      'lib/board/c.ts': "export * from './a.ts';",
    });
    expect(found).toEqual([
      'cycle: lib/board/a.ts → lib/board/b.ts → lib/board/c.ts → lib/board/a.ts',
    ]);
  });

  it('allow no layer of the browser a layer of the server', () => {
    const browserLayers = layers.filter(({ files }) => browserFiles.includes(files));
    const allowed = browserLayers.flatMap(({ mayUse }) => mayUse);
    expect(allowed.filter((start) => start.startsWith(serverFiles))).toEqual([]);
  });
});

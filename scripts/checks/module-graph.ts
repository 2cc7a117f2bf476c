import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'unresolved'; readonly specifier: string };

/** What each file imports, by its path from the root; types count, since they tie modules together as much. */
export type ModuleGraph = ReadonlyMap<string, readonly Target[]>;

/** Every module that a source names: static and dynamic imports, re-exports, and `import('…')` in a type. */
export function importedSpecifiers(fileName: string, source: string): string[] {
  const { program, errors } = parseSync(fileName, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${fileName}: ${error.message}`);
  const specifiers: string[] = [];
  const add = (node: { type: string; value?: unknown } | null): void => {
    if (typeof node?.value === 'string') specifiers.push(node.value);
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
  }).visit(program);
  return [...new Set(specifiers)];
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:';
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function resolveSpecifier(root: string, file: string, specifier: string): Target {
  if (!/^[.#/]/.test(specifier)) return { kind: 'package', name: packageName(specifier) };
  try {
    const path = createRequire(resolve(root, file)).resolve(specifier);
    return { kind: 'file', path: relative(root, path).split(sep).join('/') };
  } catch {
    return { kind: 'unresolved', specifier };
  }
}

const sources = ['*.ts', '{app,bench,components,e2e,lib,scripts,simulate}/**/*.{ts,tsx}'];

export function readModuleGraph(root: string): ModuleGraph {
  const files = sources.flatMap((pattern) => globSync(pattern, { cwd: root }));
  return new Map(
    files.toSorted().map((native) => {
      const file = native.split(sep).join('/');
      const specifiers = importedSpecifiers(file, readFileSync(join(root, file), 'utf8'));
      return [file, specifiers.map((specifier) => resolveSpecifier(root, file, specifier))];
    }),
  );
}

/** The shortest chain of imports from a file to one that matches, both ends included. */
export function importChain(
  graph: ModuleGraph,
  from: string,
  matches: (file: string) => boolean,
): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [from];
  for (const file of queue) {
    for (const target of graph.get(file) ?? []) {
      if (target.kind !== 'file' || cameFrom.has(target.path)) continue;
      cameFrom.set(target.path, file);
      if (!matches(target.path)) {
        queue.push(target.path);
        continue;
      }
      const chain = [target.path];
      for (let at: string | undefined = file; at !== undefined; at = cameFrom.get(at)) {
        chain.unshift(at);
        if (at === from) break;
      }
      return chain;
    }
  }
  return undefined;
}

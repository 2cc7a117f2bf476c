import { reportProblems } from '../tools/report-problems.ts';
import { browserFiles, isTest, isTestCode, type Layer, layers, serverFiles } from './layers.ts';
import { importChain, type ModuleGraph, readModuleGraph, type Target } from './module-graph.ts';

// Why a script: dependency-cruiser reads TypeScript through the compiler's API, which TypeScript 7 no longer has, and its
// other parser stops at `using`. oxc-parser is the parser of the linter itself.

function layerOf(file: string): Layer | undefined {
  return layers
    .filter((layer) => file.startsWith(layer.files))
    .toSorted((a, b) => b.files.length - a.files.length)[0];
}

function isProduct(file: string): boolean {
  return /^(app|components|lib)\//.test(file) || file === 'server.ts';
}

function problemOf(layer: Layer, target: Target): string | undefined {
  if (target.kind === 'unresolved') return `imports ${target.specifier}, which is no file`;
  if (target.kind === 'package') {
    const fine = layer.packages?.includes(target.name) ?? true;
    return fine ? undefined : `may not use the package ${target.name}`;
  }
  if (isTestCode(target.path)) return `is not a test and imports test code: ${target.path}`;
  const allowed = [layer.files, ...layer.mayUse].some((start) => target.path.startsWith(start));
  // Styles, images and JSON are not part of the architecture.
  const isModule = /\.tsx?$/.test(target.path);
  return allowed || !isModule ? undefined : `may not import ${target.path}`;
}

function layerProblems(file: string, targets: readonly Target[]): string[] {
  const layer = layerOf(file);
  if (layer === undefined) return [`${file} belongs to no layer in scripts/checks/layers.ts`];
  return targets
    .map((target) => problemOf(layer, target))
    .filter((problem) => problem !== undefined)
    .map((problem) => `${file} ${problem}`);
}

export function boundaryProblems(graph: ModuleGraph): string[] {
  const problems: string[] = [];
  for (const [file, targets] of graph) {
    for (const target of targets) {
      if (target.kind === 'file' && isTest(target.path)) {
        problems.push(`${file} imports a test: ${target.path}`);
      }
    }
    if (isProduct(file) && !isTestCode(file)) {
      problems.push(...layerProblems(file, targets));
      if (browserFiles.some((start) => file.startsWith(start))) {
        const toServer = importChain(graph, file, (path) => path.startsWith(serverFiles));
        if (toServer) problems.push(`the browser reaches the server: ${toServer.join(' → ')}`);
      }
    }
  }
  return problems;
}

/** Each cycle once, told from its first file in the alphabet. */
export function cycles(graph: ModuleGraph): string[] {
  return [...graph.keys()]
    .map((file) => importChain(graph, file, (path) => path === file))
    .filter((chain) => chain !== undefined)
    .filter((chain) => chain[0] === chain.toSorted()[0])
    .map((chain) => `cycle: ${chain.join(' → ')}`);
}

if (import.meta.main) {
  const graph = readModuleGraph(process.cwd());
  reportProblems(
    [...boundaryProblems(graph), ...cycles(graph)],
    `${graph.size} modules keep to their layers`,
  );
}

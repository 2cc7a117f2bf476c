import { globSync, readFileSync } from 'node:fs';
import { type Expression, parseSync, Visitor } from 'oxc-parser';
import { reportProblems } from '../tools/report-problems.ts';

// A rule nobody tests is a wish: every `- **RM7** …` of a SPEC.md needs a test whose title carries `[RM7]`,
// and a title may not carry a rule that no SPEC.md has.

export function declaredRules(spec: string): string[] {
  return [...spec.matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map(([, rule = '']) => rule);
}

/** `it`, `test.each(rows)`, `describe.skip`: the name that a call hangs from. */
function calledName(callee: Expression): string | undefined {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'MemberExpression') return calledName(callee.object);
  if (callee.type === 'CallExpression') return calledName(callee.callee);
  return undefined;
}

const titleCalls = new Set(['describe', 'it', 'test']);

export function testedRules(fileName: string, source: string): string[] {
  const rules: string[] = [];
  new Visitor({
    CallExpression: ({ callee, arguments: [title] }) => {
      if (title === undefined || !titleCalls.has(calledName(callee) ?? '')) return;
      const text = source.slice(title.start, title.end);
      if (title.type !== 'Literal' && title.type !== 'TemplateLiteral') return;
      for (const [, rule = ''] of text.matchAll(/\[([A-Z]+\d+)\]/g)) rules.push(rule);
    },
  }).visit(parseSync(fileName, source).program);
  return rules;
}

export interface Rules {
  readonly declared: readonly string[];
  readonly tested: readonly string[];
}

export function specProblems({ declared, tested }: Rules): string[] {
  const twice = declared.filter((rule, index) => declared.indexOf(rule) !== index);
  const untested = declared.filter((rule) => !tested.includes(rule));
  const unknown = tested.filter((rule) => !declared.includes(rule));
  return [
    ...twice.map((rule) => `${rule} is declared twice`),
    ...untested.map((rule) => `${rule} stands in a SPEC.md, but no test title carries [${rule}]`),
    ...unknown.map((rule) => `[${rule}] is in a test title, but in no SPEC.md`),
  ];
}

if (import.meta.main) {
  const specs = globSync('lib/**/SPEC.md');
  const tests = globSync(['lib/**/*.test.{ts,tsx}', 'lib/**/*-contract.ts', 'e2e/**/*.spec.ts']);
  const declared = specs.flatMap((file) => declaredRules(readFileSync(file, 'utf8')));
  const tested = tests.flatMap((file) => testedRules(file, readFileSync(file, 'utf8')));
  reportProblems(
    specProblems({ declared, tested }),
    `${declared.length} rules in ${specs.length} specifications, each with a test`,
  );
}

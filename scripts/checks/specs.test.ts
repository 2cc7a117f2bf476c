import { describe, expect, it } from 'vitest';
import { declaredRules, specProblems, testedRules } from './specs.ts';

describe('specifications', () => {
  it('declare a rule at the start of a list item, and mention others in passing', () => {
    const spec =
      '# Rooms\n\n- **RM1** A room … see **RM9**.\n  - **RM8** nested\n- **RM2** Once.\n';
    expect(declaredRules(spec)).toEqual(['RM1', 'RM2']);
  });

  it('count what stands in a title, however the test is declared', () => {
    const source = `
      describe('[AA1] a', () => {
        it('[AA2][AA3] b', () => expect('[AA9]').toBe('[AA9]'));
        test.each([['[AA8]']])('[AA4] %s', () => {});
        it.skip(\`[AA5] \${name}\`, () => {});
        // it('[AA7] gone', () => {});
      });`;
    expect(testedRules('x.test.ts', source).toSorted()).toEqual([
      'AA1',
      'AA2',
      'AA3',
      'AA4',
      'AA5',
    ]);
  });

  it('fail for a rule without a test, a test without a rule and a rule said twice', () => {
    expect(specProblems({ declared: ['AA1', 'AA2', 'AA2'], tested: ['AA2', 'AA3'] })).toEqual([
      'AA2 is declared twice',
      'AA1 stands in a SPEC.md, but no test title carries [AA1]',
      '[AA3] is in a test title, but in no SPEC.md',
    ]);
  });
});

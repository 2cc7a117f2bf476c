import { describe, expect, it } from 'vitest';
import { LIMITS } from '#lib/protocol/limits.ts';
import { checkNames, namesIn } from './roster-check.ts';

describe('namesIn', () => {
  it.each([
    ['Ada', ['Ada']],
    ['Ada\nGrace\r\nLinus', ['Ada', 'Grace', 'Linus']],
    [' Ada , Grace;Linus ,', ['Ada', 'Grace', 'Linus']],
    ['', []],
    [' \n ,, \n', []],
  ])('of %j', (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });
});

describe('checkNames', () => {
  it('finds fault name by name, and lets the others in', () => {
    const found = checkNames(['Ada', 'ADA', 'Grace', 'x'.repeat(60), 'Linus'], ['grace']);
    expect(found.map(({ name, problem }) => [name.slice(0, 5), problem === null])).toEqual([
      ['Ada', true],
      ['ADA', false],
      ['Grace', false],
      ['xxxxx', false],
      ['Linus', true],
    ]);
    expect(found[1]?.problem).toContain('twice');
    expect(found[2]?.problem).toContain('on the board');
    expect(found[3]?.problem).toContain('at most 40');
  });

  it('fills the board to its last place and no further', () => {
    const onBoard = Array.from({ length: LIMITS.players - 1 }, (_, index) => `Player ${index}`);
    const found = checkNames(['One', 'Two'], onBoard);
    expect(found[0]?.problem).toBeNull();
    expect(found[1]?.problem).toContain(`${LIMITS.players} players`);
  });
});

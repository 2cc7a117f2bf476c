import { expect, it } from 'vitest';
import { searchKey, searchWords } from './search-key.ts';

it('texts that differ in case or form only have one key', () => {
  expect(searchKey('ÉCOLE')).toBe(searchKey('e\u0301cole'));
  expect(searchKey('Ｑｕｉｚ')).toBe('quiz');
});

it('words are told apart by spaces, each counts once, and there are few', () => {
  expect(searchWords('  Quiz  night QUIZ ')).toEqual(['quiz', 'night']);
  expect(searchWords(undefined)).toEqual([]);
  expect(searchWords('a b c d e f g h i j')).toHaveLength(8);
});

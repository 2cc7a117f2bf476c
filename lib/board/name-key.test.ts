import { describe, expect, it } from 'vitest';
import { nameKey } from './name-key.ts';

describe('the key of a name', () => {
  it.each([
    ['case', 'Ada Lovelace', 'ADA lovelace'],
    ['spaces', 'Ada Lovelace', '  Ada \u3000 Lovelace '],
    ['a decomposed accent', 'Zo\u00eb', 'Zoe\u0308'],
    ['full width', 'Ada', '\uff21\uff44\uff41'],
    ['a ligature', 'Ramfis', 'Ram\ufb01s'],
    ['letters in mathematics', 'Ada', '\u{1d400}\u{1d41d}\u{1d41a}'],
    ['German double s', 'STRASSE', 'straße'],
    ['the last sigma of a word', 'ΝΙΚΟΣ', 'νικος'],
    ['the dotless i', 'ISIL', 'ısıl'],
    ['Cyrillic that looks Latin', 'paypal', 'раураl'],
    ['Cyrillic that looks Latin throughout', 'cope', 'соре'],
    ['Cyrillic capitals', 'TOM', 'ТОМ'],
    ['Greek capitals', 'ZETA', 'ΖΕΤΑ'],
    ['a digit for a letter', 'Bob', 'B0b'],
    ['letters that run together', 'Tom', 'Torn'],
    ['an invisible joiner', 'Ada', 'A\u200dda'],
    ['the look of an emoji', '❤ team', '❤\ufe0f team'],
  ])('does not tell %s apart', (_, one, other) => {
    expect(nameKey(other)).toBe(nameKey(one));
  });

  it.each([
    ['Ada', 'Adam'],
    ['Zoe', 'Zoë'],
    ['Elia', 'Ella'],
    ['Team 1', 'Team 2'],
    ['Team 1', 'Team 11'],
    ['王小明', '王小朋'],
    ['Иван', 'Ивана'],
    ['🔥', '🎉'],
    ['👩🏽', '👩🏿'],
    ['A B', 'AB'],
  ])('tells %j from %j', (one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other));
  });

  it('is never that of another name of a long list of first names', () => {
    const names =
      'Ada Adam Ali Anna Anne Arno Ben Bob Carl Clara Cleo Dora Elia Ella Emil Emily Emma Eva Finn Grace Gus Ian Ida Jana Jan Jo Kai Kim Lea Leo Lia Lina Linus Lisa Lola Luc Luis Max Mia Milo Mina Nia Nina Noa Noah Nora Olaf Pia Rolf Rosa Sam Sara Tim Tina Tom Uli Ulf Uma Vera Will Zoe Анна Иван Вова Нина Олег Ольга Νίκος Μαρία Ελένη 王芳 王伟 さくら サクラ 민준 서연'.split(
        ' ',
      );
    expect(new Set(names.map(nameKey)).size).toBe(names.length);
  });
});

import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { LIMITS } from './limits.ts';
import { nameSchema, textSchema } from './name-schema.ts';
import { parseName } from './name.ts';

describe('a name', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  Ada   Lovelace\t', 'Ada Lovelace'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['</script><script>', '</script><script>'],
    ["Robert'); DROP TABLE players;--", "Robert'); DROP TABLE players;--"],
    ["' OR 1=1--", "' OR 1=1--"],
    ['{{7*7}} ${7*7} %s', '{{7*7}} ${7*7} %s'],
    ['=1+1', '=1+1'],
    ['__proto__', '__proto__'],
    ['Zoe\u0308', 'Zo\u00eb'],
    ['👩‍👩‍👧‍👦 Family', '👩‍👩‍👧‍👦 Family'],
    ['🇮🇸 Ísland', '🇮🇸 Ísland'],
    ['نرم‌افزار', 'نرم‌افزار'],
    ['क्षत्रिय', 'क्षत्रिय'],
    ['Nguyễn Thị Hạnh', 'Nguyễn Thị Hạnh'],
    ['👩🏽‍🚀'.repeat(38), '👩🏽‍🚀'.repeat(38)],
    ['x'.repeat(40), 'x'.repeat(40)],
  ])('is kept: %j', (raw, name) => {
    expect(parseName(raw)).toEqual({ ok: true, value: name });
    expect(v.parse(nameSchema, raw)).toBe(name);
  });

  it.each([
    'Иван',
    'Νίκος',
    'Անի',
    'שרה כהן',
    '王小明',
    '東京タワーTOKYO',
    'さくらチーム2',
    '서연Team',
    '台北ㄊㄞˊTaipei',
    'ทีมA',
    'チームα',
    'Team Иван',
    'Team-β',
    'Café 4π',
    'T-34 Т-34',
    '½ µTorrent',
  ])('may be in any script, and mix those that nobody mistakes: %s', (name) => {
    expect(parseName(name)).toMatchObject({ ok: true });
  });

  it.each([
    ['а Cyrillic а', 'аdmin'],
    ['Cyrillic letters in the midst', 'раураl'],
    ['a Greek ο', 'Gοοgle'],
    ['an Armenian օ', 'Bօb'],
    ['a Cherokee Ꭺ', 'Ꭺda'],
    ['a Hebrew ס', 'Bסb'],
    ['a Lisu ꓮ', 'ꓮda'],
    ['Greek in Cyrillic', 'Ивαн'],
    ['look-alikes behind a joiner', 'раур\u200dal'],
    ['look-alikes behind a mark', 'рау\u0301pal'],
    ['look-alikes behind a digit', 'а1dmin'],
    ['look-alikes in its second word', 'The аdmin'],
    ['look-alikes in full width', '\uff21\u0430'],
  ])('is refused with two alphabets in one word: %s', (_, raw) => {
    const parsed = parseName(raw);
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok || parsed.error).toMatch(/one alphabet/);
    expect(v.safeParse(nameSchema, raw).success).toBe(false);
  });

  it.each([
    ['empty', ''],
    ['blank', ' \u00a0 '],
    ['a zero width space', '\u200b'],
    ['only joiners', '\u200d\u200c'],
    ['only a mark', '\u0301'],
    ['only a variation selector', '\ufe0f'],
    ['a Hangul filler', '\u3164'],
    ['a half width Hangul filler', '\uffa0'],
    ['a Braille blank', '\u2800'],
    ['a blank letter behind others', 'Ada\u3164'],
    ['a soft hyphen', 'A\u00adda'],
    ['a byte order mark', '\ufeffA\ufeffda'],
    ['bidi embedding', 'Ada\u202aecarG'],
    ['bidi override', 'Ada\u202eecarG'],
    ['bidi isolate', 'Ada\u2066'],
    ['the end of a bidi isolate', 'Ada\u2069'],
    ['a direction mark', 'A\u200fda'],
    ['NUL', 'A\u0000da'],
    ['escape', 'A\u001b[31mda'],
    ['delete', 'A\u007fda'],
    ['newline', 'Ada\nGrace'],
    ['carriage return', 'Ada\rGrace'],
    ['tab', 'Ada\tGrace'],
    ['line separator', 'Ada\u2028Grace'],
    ['C1 control', 'A\u0085da'],
    ['a high surrogate alone', 'Ada\ud800'],
    ['a low surrogate alone', '\udc00Ada'],
    ['private use', 'Ada\ue000'],
    ['private use of plane 16', 'Ada\u{10fffd}'],
    ['tag characters', 'Ada\u{e0041}'],
    ['the flag of Scotland, which is tag characters', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['unassigned', 'Ada\u{e1000}'],
    ['no character', 'Ada\uffff'],
    ['41 graphemes', 'x'.repeat(41)],
    ['one grapheme of 401 bytes', `Z${'\u0301'.repeat(200)}`],
    ['a pile of six marks', `Z${'\u0337\u0338'.repeat(3)}`],
    ['one grapheme of joined emoji', Array<string>(100).fill('👩').join('\u200d')],
  ])('is refused: %s', (_, raw) => {
    expect(parseName(raw).ok).toBe(false);
    expect(v.safeParse(nameSchema, raw).success).toBe(false);
  });

  it.each([
    ['spaces', ' '.repeat(50_000)],
    ['spaces around a letter', `${' '.repeat(25_000)}x${' '.repeat(25_000)}`],
    ['words', 'a '.repeat(25_000)],
    ['marks', `Z${'\u0301'.repeat(50_000)}`],
    ['alphabets', 'aа'.repeat(25_000)],
    ['joiners', '\u200d'.repeat(50_000)],
    ['surrogates', '\ud800'.repeat(50_000)],
  ])('of 50 kB is refused for its length, before anything looks into it: %s', (_, raw) => {
    const unread = Object.assign(Object(raw) as string, {
      trim: () => {
        throw new Error('looked into it');
      },
    });
    expect(parseName(unread).ok).toBe(false);
    expect(v.safeParse(nameSchema, raw).success).toBe(false);
  });

  it('is the same name when it is parsed again', () => {
    for (const raw of ['  Zoe\u0308  B ', 'Ａda', '👩‍🚀 x', 'ﬁn\u00a0n']) {
      const once = v.parse(nameSchema, raw);
      expect(v.parse(nameSchema, once)).toBe(once);
    }
  });
});

describe('a line of text', () => {
  const schema = textSchema(LIMITS.announcementGraphemes);

  it.each([
    ['  Five   minutes left! ', 'Five minutes left!'],
    ['Δt = 5 с', 'Δt = 5 с'],
    ['<b>now</b>', '<b>now</b>'],
    ['x'.repeat(140), 'x'.repeat(140)],
  ])('is kept: %j', (raw, text) => {
    expect(v.parse(schema, raw)).toBe(text);
  });

  it.each([' ', 'x'.repeat(141), 'one\ntwo', 'left\u202eright', '\ud800', '\u{e0041}'])(
    'is refused: %j',
    (raw) => {
      expect(v.safeParse(schema, raw).success).toBe(false);
    },
  );
});

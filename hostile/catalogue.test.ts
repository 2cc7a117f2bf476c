import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

// Ninety bad inputs have a number each, which stands in the title of the test that sends it.

const TOTAL = 90;

/** Tried against the parts themselves, where the moment can be chosen. */
const ELSEWHERE: ReadonlyMap<number, string> = new Map([
  [26, '../lib/server/socket/slow-readers.test.ts'],
]);

/** What Scoreroom has no door for. */
const NO_DOOR: ReadonlyMap<number, string> = new Map([
  [70, 'commas and quotes in exported tables: nothing is exported as CSV'],
  [77, 'an expired admin cookie on a live socket: the admin page has no socket'],
  [83, 'an image of 50,000 pixels: no images are taken'],
  [84, 'zip bombs and slips: no archives are unpacked'],
  [85, 'an import of a million rows: a pasted roster is a settings body, with its limit'],
  [87, 'a file name with ../: no file is named by a client'],
  [88, 'webhooks to addresses within: no webhooks are sent'],
  [89, 'DNS rebinding: no requests are made to other servers'],
  [90, 'an endless answer of a webhook: no webhooks are sent'],
]);

function numbersInTitles(): Set<number> {
  const found = new Set<number>();
  for (const file of readdirSync(import.meta.dirname)) {
    if (!file.endsWith('.test.ts')) continue;
    const source = readFileSync(`${import.meta.dirname}/${file}`, 'utf8');
    // "7: …", "14 and 15: …", "59, 60 and 69: …", at the start of a title.
    for (const [, list = ''] of source.matchAll(/['"`](\d+(?:(?:, | and )\d+)*):/g)) {
      for (const number of list.match(/\d+/g) ?? []) found.add(Number(number));
    }
  }
  return found;
}

it('each of the ninety bad inputs is sent by a test, or has no door to come in by', () => {
  const known = numbersInTitles();
  for (const number of [...ELSEWHERE.keys(), ...NO_DOOR.keys()]) known.add(number);
  const missing = Array.from({ length: TOTAL }, (_, index) => index + 1).filter(
    (number) => !known.has(number),
  );
  expect(missing).toEqual([]);
});

for (const [number, reason] of NO_DOOR) {
  it(`${number} does not apply`, ({ skip }) => skip(reason));
}

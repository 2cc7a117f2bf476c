import { expect, it } from 'vitest';
import {
  asStray,
  DownTamper,
  HONEST,
  isAnswer,
  isDeed,
  isPush,
  numberOf,
  type Mischief,
} from './tamper.ts';

const DELTA = '42["delta",[1,2,[1,5]]]';
const PULSE = '42["pulse",{"epoch":1,"version":2,"now":3}]';
const ACK = '4312[{"ok":true}]';

function pass(mischief: Partial<Mischief>, packets: readonly string[], draw = () => 0.4): string[] {
  const tamper = new DownTamper({
    mischief: () => ({ ...HONEST, ...mischief }),
    random: draw,
  });
  return packets.flatMap((packet) => tamper.pass(packet));
}

it('passes everything on where the link is honest', () => {
  expect(pass({}, [DELTA, ACK, PULSE])).toEqual([DELTA, ACK, PULSE]);
});

it('drops, repeats and swaps what goes to the whole room, and leaves answers alone', () => {
  expect(pass({ drop: 1 }, [DELTA, ACK, PULSE])).toEqual([ACK]);
  expect(pass({ duplicate: 1 }, [DELTA, ACK])).toEqual([DELTA, DELTA, ACK]);
  expect(pass({ reorder: 1 }, [DELTA, PULSE, ACK])).toEqual([PULSE, DELTA, ACK]);
});

function sequence(...draws: readonly number[]): () => number {
  let next = 0;
  return () => {
    next += 1;
    return draws[next - 1] ?? 0.9;
  };
}

it('brings a copy late, after newer news', () => {
  const later = ['42["delta",[2,3,[1,6]]]', ACK, ACK, ACK];
  // Not dropped, two copies, the second one late; nothing happens to the other delta.
  const came = pass({ duplicate: 0.3 }, [DELTA, ...later], sequence(0.9, 0.2, 0.6));
  expect(came).toEqual([DELTA, later[0], ACK, ACK, DELTA, ACK]);
});

it('knows what a client asks for, and gives a stray a number that nobody waits for', () => {
  const push = '427["push",{"clientId":"x","mutations":[]}]';
  expect([push, '428["act",{}]', '429["sync",{}]', DELTA].map(isDeed)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(isPush('428["act",{}]')).toBe(false);
  expect(asStray(push)).toBe('42900000000["push",{"clientId":"x","mutations":[]}]');
  expect([push, ACK, DELTA].map(numberOf)).toEqual(['7', '12', '']);
  expect([push, ACK, DELTA].map(isAnswer)).toEqual([false, true, false]);
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ActionType } from '#lib/protocol/actions.ts';
import { ROLES } from '#lib/protocol/roles.ts';
import { SCORING_POLICIES } from '#lib/protocol/settings.ts';
import { mayScore, PERMISSIONS, type Deed } from './permission.ts';

/** By which socket event and which address of REST things are done that are no action; null where there is none. */
const OTHER_DOORS: Readonly<
  Record<Exclude<Deed, ActionType>, readonly [string | null, string | null]>
> = {
  read: ['`join`, `sync`', '`GET …/CODE`'],
  score: ['`push`', '`POST …/scores`'],
  cheer: ['`message`', null],
  'read-log': [null, '`GET …/log`'],
  'read-archive': [null, '`GET …/archives`'],
  'read-devices': [null, '`GET …/devices`'],
  'manage-links': [null, '`GET`, `POST …/links`, `DELETE …/links/ID`'],
  'set-pin': [null, '`GET`, `PUT …/pin`'],
  'delete-room': [null, '`DELETE …/CODE`'],
};

function doorsOf(deed: string): readonly (string | null)[] {
  if (deed === 'restore-player') return ['`act`', '`POST …/actions`, `GET …/removed`'];
  return deed in OTHER_DOORS
    ? OTHER_DOORS[deed as keyof typeof OTHER_DOORS]
    : ['`act`', '`POST …/actions`'];
}

/** The cells of a table in the page between two marks, without the head. */
function printed(mark: string): readonly (readonly string[])[] {
  const page = readFileSync(new URL('../../docs/ROLES.md', import.meta.url), 'utf8');
  const [, table = ''] = page.split(`<!-- ${mark} -->`);
  const rows = table.split(`<!-- /${mark} -->`, 1)[0]?.trim().split('\n') ?? [];
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/ROLES.md', () => {
  it('prints the table of rights', () => {
    const rights = Object.entries(PERMISSIONS).map(([deed, row]) => [
      `\`${deed}\``,
      ...row,
      ...doorsOf(deed).map((door) => door ?? '–'),
    ]);
    expect(printed('rights')).toEqual(rights);
  });

  it('prints who may score whom', () => {
    const policies = SCORING_POLICIES.map((scoring) => [
      `\`${scoring}\``,
      ...ROLES.map((role) => {
        if (mayScore(role, { scoring }, false)) return 'anyone';
        return mayScore(role, { scoring }, true) ? 'own' : 'nobody';
      }),
    ]);
    expect(printed('policies')).toEqual(policies);
  });
});

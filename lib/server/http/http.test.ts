import { describe, expect, it } from 'vitest';
import { createOriginPolicy } from './origin.ts';
import { lanAddresses, publicOrigin } from './public-origin.ts';
import { parseRoomForm } from './room-form.ts';

describe('origin policy', () => {
  const policy = createOriginPolicy({
    allowedOrigins: ['https://friend.example'],
    publicUrl: 'https://scores.example.org/board',
  });

  it.each([
    [{ host: 'scores.lan:3000' }, true],
    [{ host: 'scores.lan:3000', origin: 'http://scores.lan:3000' }, true],
    [{ host: 'Scores.LAN:3000', origin: 'http://scores.lan:3000' }, true],
    [{ host: '10.0.0.7:3000', origin: 'https://friend.example' }, true],
    [{ host: '10.0.0.7:3000', origin: 'https://scores.example.org' }, true],
    [{ host: 'scores.lan:3000', origin: 'http://scores.lan' }, false],
    [{ host: 'scores.lan:3000', origin: 'https://evil.example' }, false],
    [{ host: 'scores.lan:3000', origin: 'null' }, false],
    [{ host: 'scores.lan:3000', origin: '' }, false],
    [{ origin: 'https://evil.example' }, false],
    [{ host: 'scores.lan:3000', 'sec-fetch-site': 'same-origin' }, true],
    [{ host: 'scores.lan:3000', 'sec-fetch-site': 'cross-site' }, false],
  ])('%j: %s', (headers, allowed) => expect(policy.allows(headers)).toBe(allowed));
});

describe('public origin', () => {
  const everywhere = { publicUrl: null, host: '0.0.0.0' };

  it('is the configured one where there is one', () => {
    const options = { publicUrl: 'https://scores.example.org/', host: '0.0.0.0' };
    expect(publicOrigin(new Headers({ host: 'localhost:3000' }), options)).toBe(
      'https://scores.example.org',
    );
  });

  it('is the one that was asked for', () => {
    expect(publicOrigin(new Headers({ host: 'scores.lan:3000' }), everywhere)).toBe(
      'http://scores.lan:3000',
    );
  });

  it('leads phones to this machine, and not to themselves', () => {
    const expected = `http://${lanAddresses()[0] ?? 'localhost'}:3000`;
    expect(publicOrigin(new Headers({ host: 'localhost:3000' }), everywhere)).toBe(expected);
  });

  it('stays local where the server listens to this machine alone', () => {
    const local = { publicUrl: null, host: '127.0.0.1' };
    expect(publicOrigin(new Headers({ host: 'localhost:3000' }), local)).toBe(
      'http://localhost:3000',
    );
  });

  it('survives a host that is none', () => {
    expect(publicOrigin(new Headers({ host: 'a b' }), everywhere)).toBe('http://localhost');
  });
});

describe('room form', () => {
  it('takes names by line, by comma, and by field, and forgets empty ones', () => {
    const body = new URLSearchParams([
      ['name', 'Quiz night'],
      ['players', 'Ada\r\n\r\n Grace '],
      ['players', 'Linus, Ken;Dennis,'],
    ]).toString();
    expect(parseRoomForm(body)).toEqual({
      name: 'Quiz night',
      players: ['Ada', 'Grace', 'Linus', 'Ken', 'Dennis'],
    });
  });
});

import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';

/** Who the messages of the corpus are from, and where they lead. */
export interface Names {
  readonly code: string;
  readonly hostKey: string;
  readonly clientId: string;
}

/** Messages as a client sends them, and as none should: what is sent is these with a part of them changed. */
export function packets({ code, hostKey, clientId }: Names): readonly string[] {
  const mutation = `{"id":1,"type":"score","generation":1,"player":1,"delta":1}`;
  return [
    `40{"protocol":${PROTOCOL_VERSION},"key":"${hostKey}"}`,
    `420["join",{"room":"${code}","clientId":"${clientId}","epoch":1,"version":1}]`,
    `421["push",{"clientId":"${clientId}","mutations":[${mutation}]}]`,
    `422["push",{"clientId":"${clientId}","mutations":[${mutation},${mutation}],"waiting":3}]`,
    `423["sync",{"epoch":1,"version":0}]`,
    `424["clock",{}]`,
    `425["message",{"kind":"cheer","emoji":"🎉"}]`,
    `426["act",{"key":"k","action":{"type":"set-score","player":1,"score":7,"reason":"why"}}]`,
    `427["act",{"action":{"type":"add-players","names":["Zoë"]}}]`,
    `428["act",{"action":{"type":"undo","event":1}}]`,
    `429["act",{"action":{"type":"change-settings","settings":{"steps":[1,2]}}}]`,
    `4210["act",{"action":{"type":"reset"}}]`,
    `451-["push",{"_placeholder":true,"num":0}]`,
    `40/nowhere,{}`,
    `430[{"ok":true}]`,
    `42["__proto__",{"constructor":{"prototype":{}}}]`,
    `41`,
    `2probe`,
    `3`,
    `5`,
    `1`,
  ];
}

/** One HTTP request of the corpus. */
export interface HttpSeed {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function requests({ code, hostKey }: Names): readonly HttpSeed[] {
  const json = { 'content-type': 'application/json' };
  const host = { ...json, authorization: `Bearer ${hostKey}` };
  const room = `/api/v1/rooms/${code}`;
  const action = `{"type":"set-score","player":1,"score":3}`;
  return [
    {
      method: 'POST',
      path: '/api/v1/rooms',
      headers: json,
      body: '{"name":"Quiz","players":["Ada"]}',
    },
    { method: 'GET', path: room, headers: {}, body: '' },
    { method: 'GET', path: `${room}/log?limit=10&before=5&kind=tap`, headers: host, body: '' },
    {
      method: 'POST',
      path: `${room}/scores`,
      headers: { ...host, 'idempotency-key': 'one' },
      body: '{"player":1,"delta":1}',
    },
    { method: 'POST', path: `${room}/players`, headers: host, body: '{"name":"Linus"}' },
    { method: 'PATCH', path: `${room}/players/1`, headers: host, body: '{"name":"Ada L"}' },
    { method: 'POST', path: `${room}/actions`, headers: host, body: action },
    { method: 'POST', path: `${room}/enter`, headers: json, body: `{"key":"${hostKey}"}` },
    { method: 'PUT', path: `${room}/pin`, headers: host, body: '{"pin":"1234"}' },
    { method: 'PUT', path: `${room}/pin`, headers: host, body: '{"pin":null}' },
    { method: 'GET', path: `${room}/devices`, headers: host, body: '' },
    { method: 'POST', path: '/api/v1/admin/session', headers: json, body: '{"password":"x"}' },
    { method: 'GET', path: `/r/${code}`, headers: { accept: 'text/html' }, body: '' },
    { method: 'GET', path: '/join?code=ABC', headers: {}, body: '' },
    { method: 'GET', path: '/socket.io/?EIO=4&transport=polling', headers: {}, body: '' },
  ];
}

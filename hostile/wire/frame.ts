import { randomBytes } from 'node:crypto';

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameOptions {
  readonly opcode?: number;
  readonly isFinal?: boolean;
  /** The three reserved bits, 0 … 7. */
  readonly reserved?: number;
  readonly isMasked?: boolean;
}

/** One WebSocket frame (RFC 6455, section 5.2), right or wrong. */
export function frame(
  payload: string | Buffer,
  { opcode = OPCODE.text, isFinal = true, reserved = 0, isMasked = true }: FrameOptions = {},
): Buffer {
  const data = Buffer.from(payload);
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode;
  const masked = isMasked ? 0x80 : 0;
  const head =
    data.length < 126
      ? Buffer.from([first, masked | data.length])
      : data.length < 65_536
        ? Buffer.from([first, masked | 126, data.length >> 8, data.length & 0xff])
        : Buffer.concat([Buffer.from([first, masked | 127]), bigEndian64(data.length)]);
  if (!isMasked) return Buffer.concat([head, data]);
  const mask = randomBytes(4);
  const hidden = data.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([head, mask, hidden]);
}

export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The frames at the start of what a server sent (it neither masks nor splits them), and the rest. */
export function readFrames(bytes: Buffer): { readonly frames: Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = [];
  let rest = bytes;
  while (rest.length >= 2) {
    const short = (rest[1] ?? 0) & 0x7f;
    const headLength = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (rest.length < headLength) break;
    const length =
      short === 127
        ? Number(rest.readBigUInt64BE(2))
        : short === 126
          ? rest.readUInt16BE(2)
          : short;
    if (rest.length < headLength + length) break;
    const payload = rest.subarray(headLength, headLength + length);
    frames.push({ opcode: (rest[0] ?? 0) & 0x0f, payload });
    rest = rest.subarray(headLength + length);
  }
  return { frames, rest };
}

function bigEndian64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

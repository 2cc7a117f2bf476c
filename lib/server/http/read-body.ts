import type * as v from 'valibot';
import { parseAs } from './parse-as.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';

/** The body as JSON that fits the schema; what does not fit is a {@link ScoreroomError} that says why. */
export async function readJson<S extends v.GenericSchema>(
  request: Request,
  schema: S,
  maxBytes: number = SERVER_LIMITS.bodyBytes,
): Promise<v.InferOutput<S>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json' || request.headers.has('content-encoding')) {
    throw new ScoreroomError('unsupported_media_type', {
      message: 'Send the body as plain application/json.',
    });
  }
  return parseAs(schema, parseJson(await readText(request, maxBytes)));
}

/** Reads at most `maxBytes`, whatever the length that was announced. */
export async function readText(
  request: Request,
  maxBytes: number = SERVER_LIMITS.bodyBytes,
): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        throw new ScoreroomError('too_large', {
          message: `A body has at most ${maxBytes} bytes here.`,
        });
      }
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof ScoreroomError) throw error;
    throw new ScoreroomError('invalid_json', { message: 'The body is not UTF-8 text.' }, error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ScoreroomError('invalid_json', {}, error);
  }
}

import * as v from 'valibot';

/** Nodes of another version ignore one another here, and meet in the storage. */
const MESSAGE_VERSION = 1;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const score = v.object({
  id: count,
  score: v.pipe(v.number(), v.safeInteger()),
  changedAt: count,
  scoredAt: count,
});

const bodySchema = v.variant('kind', [
  v.object({
    kind: v.literal('news'),
    epoch: count,
    from: count,
    to: count,
    scores: v.nullable(v.array(score)),
  }),
  v.object({ kind: v.literal('announcement'), text: v.string() }),
  v.object({ kind: v.literal('cheers'), counts: v.array(v.tuple([v.string(), count])) }),
  v.object({ kind: v.literal('people'), here: count }),
  /** Asks the others for their `people`. */
  v.object({ kind: v.literal('who') }),
]);

const messageSchema = v.object({
  version: v.literal(MESSAGE_VERSION),
  node: v.string(),
  body: bodySchema,
});

/** What one node says to the others that serve a room. */
export type NodeMessage = v.InferOutput<typeof bodySchema>;

export function encodeMessage(node: string, body: NodeMessage): string {
  return JSON.stringify({ version: MESSAGE_VERSION, node, body });
}

/** Null for what is none, or comes from a node that speaks otherwise. */
export function decodeMessage(text: string): { node: string; body: NodeMessage } | null {
  try {
    const parsed = v.safeParse(messageSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

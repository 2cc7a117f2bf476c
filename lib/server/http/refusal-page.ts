/** It holds no script, and only its own style. */
export const REFUSAL_PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface RefusalPage {
  /** What happened, in a word or two. */
  readonly title: string;
  /** What to do. */
  readonly message: string;
  /** Whether the browser looks again by itself. */
  readonly isRetried: boolean;
}

/** A page that costs next to nothing to make, for those who are not let in for now. */
export function refusalPage({ title, message, isRetried }: RefusalPage): string {
  const wait = isRetried ? '<p class="quiet">This page looks again by itself.</p>' : '';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} · Scoreroom</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 0; min-height: 100dvh; display: grid; place-content: center; padding: 2rem; box-sizing: border-box;
    font: 1.125rem/1.5 system-ui, sans-serif; color: light-dark(#0b1330, #f3f5fc); background: light-dark(#f4f6fb, #0a1128); }
  h1 { margin: 0 0 .5rem; font-size: clamp(2rem, 8vw, 3.5rem); line-height: 1.05; letter-spacing: -.02em; }
  p { margin: 0; max-width: 34ch; }
  .quiet { margin-top: 1rem; color: light-dark(#4a5576, #a5b0d0); }
</style>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(message)}</p>
${wait}
</main>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

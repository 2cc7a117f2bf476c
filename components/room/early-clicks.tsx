/**
 * Keeps clicks on buttons until there is somebody to answer them, but for those that a browser answers by itself. It stops
 * each on its way, so that the page, which may come to life in between, does not answer it as well: a tap counts once.
 * `replay-early-clicks.ts` is the other half.
 */
const KEEP_CLICKS = `(() => {
  const kept = [];
  const keep = (event) => {
    const button = event.target.closest('button[type=button]:not([commandfor])');
    if (button === null) return;
    event.stopImmediatePropagation();
    kept.push(button);
  };
  addEventListener('click', keep, true);
  window.replayEarlyClicks = () => {
    removeEventListener('click', keep, true);
    for (const button of kept.splice(0)) button.click();
  };
})()`;

interface EarlyClicksProps {
  /** Of the page's policy: scripts without it do not run. */
  readonly nonce: string | undefined;
}

/** Goes before all that can be clicked: the page is on the screen for a while before its scripts are there. */
export function EarlyClicks({ nonce }: EarlyClicksProps) {
  return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: KEEP_CLICKS }} />;
}

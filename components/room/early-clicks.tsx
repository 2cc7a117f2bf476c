/**
 * Keeps clicks on the board's buttons until there is somebody to answer them, but for those that a browser answers by itself.
 * It stops each on its way, so that the page, which may come to life in between, does not answer it as well: a tap counts
 * once. `replay-early-clicks.ts` is the other half. What is not kept: a second finger's touch, of which no click is made, and
 * clicks on what is not on the page any more when it comes to life, as after an error.
 */
const KEEP_CLICKS = `(() => {
  const own = 'commandForElement' in HTMLButtonElement.prototype ? ':not([commandfor])' : '';
  const kept = [];
  const keep = (event) => {
    const button = event.target.closest('.room button[type=button]' + own);
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

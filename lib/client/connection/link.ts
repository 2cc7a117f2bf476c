/** How this page stands to the server. `offline` is the browser's own word that there is no network. */
export type Link = 'connecting' | 'live' | 'reconnecting' | 'offline';

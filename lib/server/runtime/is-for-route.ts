/** The routes under `app/` that ask the running server for more than a page may; as Next does, by how they are written. */
const ROUTES = /^\/(?:api\/v1(?:\/|$)|new\/?$|r\/[^/]+\/pin\/?$)/;

/** Whether a request is for a route, and not for a page. */
export function isForRoute(url = ''): boolean {
  const [path = ''] = url.split('?', 1);
  return ROUTES.test(path);
}

import { ScoreroomError } from '#lib/protocol/errors.ts';
import { route } from '#lib/server/http/route.ts';

const nothingHere = route(() => {
  throw new ScoreroomError('not_found', { message: 'There is no such address in this interface.' });
});

export {
  nothingHere as GET,
  nothingHere as POST,
  nothingHere as PUT,
  nothingHere as PATCH,
  nothingHere as DELETE,
};

import { inRoomFor } from '#lib/server/http/in-room.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

/** More than any room has seen; a list for people goes no further. */
const MAX_DEVICES = 1_000;

export const GET = route((call) =>
  inRoomFor(call, 'read-devices', async ({ room }) => {
    const { directory, crowd, onTheirWay } = call.runtime;
    const visitors = await directory.visitors(room.roomId, MAX_DEVICES);
    const here = crowd.devicesIn(room.code);
    const players = new Map(
      Array.from(room.board.players.values(), ({ claimedBy, id }) => [claimedBy, id]),
    );
    const devices = visitors.map(({ device, name, firstSeenAt, lastSeenAt }) => {
      const role = here.get(device)?.actor.role;
      const player = players.get(device) ?? null;
      const isHere = role !== undefined;
      return {
        device,
        name,
        player,
        here: isHere,
        waiting: onTheirWay.of(room.code, device),
        firstSeenAt,
        lastSeenAt,
        ...(isHere && { role }),
      };
    });
    return Response.json(devices);
  }),
);

const others = methodNotAllowed('GET, OPTIONS');

export { preflight as OPTIONS, others as POST, others as PUT, others as PATCH, others as DELETE };

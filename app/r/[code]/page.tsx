import type { Metadata } from 'next';
import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { JoinQr } from '#components/room/join-qr.tsx';
import { RoomScreen } from '#components/room/room-screen.tsx';
import { ShareDialog } from '#components/room/share-dialog.tsx';
import { RoomStoreProvider } from '#lib/client/react/room-store-provider.tsx';
import { parseCode } from '#lib/protocol/code.ts';
import { HOST_COOKIE } from '#lib/server/http/host-cookie.ts';
import { runtime } from '#lib/server/runtime/current.ts';
import { readRoom } from './read-room.ts';

interface RoomProps {
  readonly params: Promise<{ code: string }>;
}

export async function generateMetadata({ params }: RoomProps): Promise<Metadata> {
  const room = await readRoom((await params).code);
  if (room === null) return { title: 'No such board' };
  return {
    title: room.name,
    description: `The live standings of ${room.name}. Join with the code ${room.code}.`,
    robots: { index: false },
  };
}

// There is no loading.tsx beside this page, on purpose: it would put the standings behind a script, and a 200 before a 404.
export default async function RoomPage({ params }: RoomProps) {
  const { code: given } = await params;
  const code = parseCode(decode(given));
  if (code !== null && code !== given) redirect(`/r/${code}`);
  const snapshot = await readRoom(given);
  if (snapshot === null) notFound();

  const hostKey = (await cookies()).get(HOST_COOKIE)?.value;
  const canHost = await runtime().rooms.mayHost(snapshot.code, hostKey);
  const joinUrl = `${runtime().publicOrigin(await headers())}/r/${snapshot.code}`;
  return (
    <RoomStoreProvider snapshot={snapshot}>
      <RoomScreen canHost={canHost} />
      <ShareDialog
        code={snapshot.code}
        name={snapshot.name}
        joinUrl={joinUrl}
        qr={<JoinQr url={joinUrl} />}
      />
    </RoomStoreProvider>
  );
}

/** A part of the address comes as it was sent, with a space as %20; what cannot be read is no code. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { HostScreen } from '#components/host/host-screen.tsx';
import { JoinQr } from '#components/room/join-qr.tsx';
import { ShareDialog } from '#components/room/share-dialog.tsx';
import { RoomStoreProvider } from '#lib/client/react/room-store-provider.tsx';
import { codeOf } from '../code-of.ts';
import { visitRoom } from '../visit-room.ts';
import { HostDoor } from './host-door.tsx';
import '#components/host/host.css';

export const metadata: Metadata = {
  title: 'Host',
  robots: { index: false, follow: false },
  // A secret link may have led here: nobody else is to hear of the address.
  referrer: 'no-referrer',
};

interface HostPageProps {
  readonly params: Promise<{ code: string }>;
}

export default async function HostPage({ params }: HostPageProps) {
  const { code: given } = await params;
  const code = codeOf(given);
  if (code === null) notFound();
  if (code !== given) redirect(`/r/${code}/host`);

  const visited = await visitRoom(code);
  if (visited.kind === 'missing') notFound();
  if (visited.kind !== 'in') return <HostDoor code={code} />;
  const { snapshot, you, origin } = visited;
  if (you.role !== 'host' && you.role !== 'scorekeeper') return <HostDoor code={code} />;

  const joinUrl = `${origin}/r/${code}`;
  return (
    <RoomStoreProvider snapshot={snapshot} you={you}>
      <HostScreen />
      <ShareDialog
        code={code}
        name={snapshot.name}
        joinUrl={joinUrl}
        qr={<JoinQr url={joinUrl} />}
      />
    </RoomStoreProvider>
  );
}

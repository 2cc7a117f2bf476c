import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { EarlyClicks } from '#components/room/early-clicks.tsx';
import { JoinQr } from '#components/room/join-qr.tsx';
import { LockedDoor } from '#components/room/locked-door.tsx';
import { PinDoor } from '#components/room/pin-door.tsx';
import { RoomScreen } from '#components/room/room-screen.tsx';
import { ShareDialog } from '#components/room/share-dialog.tsx';
import { RoomStoreProvider } from '#lib/client/react/room-store-provider.tsx';
import { nonceOf } from '#lib/server/http/security-headers.ts';
import { unreachable } from '#lib/shared/assert.ts';
import { codeOf } from './code-of.ts';
import { visitRoom } from './visit-room.ts';

interface RoomProps {
  readonly params: Promise<{ code: string }>;
  readonly searchParams: Promise<{ problem?: string | string[] }>;
}

export async function generateMetadata({ params }: RoomProps): Promise<Metadata> {
  const { code } = await params;
  const visited = await visitRoom(code);
  const isPrivate: Metadata = {
    robots: { index: false },
    // A secret link may have led here: no other site is to hear of the address. With `no-referrer` a browser would also
    // hide from ourselves where the form of the PIN comes from, as `Origin: null`.
    referrer: 'same-origin',
  };
  switch (visited.kind) {
    case 'missing':
      return { title: 'No such board' };
    case 'pin':
    case 'locked':
      return { title: `Board ${code}`, ...isPrivate };
    case 'in': {
      const { name } = visited.snapshot;
      const description = `The live standings of ${name}. Join with the code ${code}.`;
      return { title: name, description, ...isPrivate };
    }
    default:
      return unreachable(visited);
  }
}

// There is no loading.tsx beside this page, on purpose: it would put the standings behind a script, and a 200 before a 404.
export default async function RoomPage({ params, searchParams }: RoomProps) {
  const { code: given } = await params;
  const code = codeOf(given);
  if (code !== null && code !== given) redirect(`/r/${code}`);
  const visited = await visitRoom(given);
  switch (visited.kind) {
    case 'missing':
      return notFound();
    case 'pin':
      return <PinDoor code={given} problem={problemOf((await searchParams).problem)} />;
    case 'locked':
      return <LockedDoor code={given} />;
    case 'in':
      break;
    default:
      return unreachable(visited);
  }
  const { snapshot, you, origin } = visited;
  const joinUrl = `${origin}/r/${snapshot.code}`;
  const nonce = nonceOf((await headers()).get('content-security-policy'));
  return (
    <RoomStoreProvider snapshot={snapshot} you={you}>
      <EarlyClicks nonce={nonce} />
      <RoomScreen />
      <ShareDialog
        code={snapshot.code}
        name={snapshot.name}
        joinUrl={joinUrl}
        qr={<JoinQr url={joinUrl} />}
      />
    </RoomStoreProvider>
  );
}

/** What `/r/CODE/pin` says of a PIN that opened nothing. */
function problemOf(kind: string | string[] | undefined): string | null {
  switch (kind) {
    case undefined:
      return null;
    case 'pin_required':
      return 'That is not the PIN of this room. Ask the host for it.';
    case 'rate_limited':
      return 'Too many wrong PINs. Wait a minute, then try again.';
    default:
      return 'The PIN could not be checked. Try again.';
  }
}

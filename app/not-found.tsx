import type { Metadata } from 'next';
import { connection } from 'next/server';
import { DeadEnd } from '#components/ui/dead-end.tsx';

export const metadata: Metadata = { title: 'Nothing here' };

export default async function NotFound() {
  // Made for each request, as every page is: its scripts carry the nonce of this one.
  await connection();
  return <DeadEnd title="There’s nothing here.">Boards are found by their code.</DeadEnd>;
}

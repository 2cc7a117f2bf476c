import type { Metadata } from 'next';
import { DeadEnd } from '#components/ui/dead-end.tsx';

export const metadata: Metadata = { title: 'Nothing here' };

export default function NotFound() {
  return <DeadEnd title="There’s nothing here.">Boards are found by their code.</DeadEnd>;
}

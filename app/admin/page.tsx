import type { Metadata } from 'next';
import { headers } from 'next/headers';
import * as v from 'valibot';
import { AdminScreen } from '#components/admin/admin-screen.tsx';
import { SignIn } from '#components/admin/sign-in.tsx';
import { FIRST_OVERVIEW } from '#lib/protocol/admin.ts';
import { overviewQuerySchema } from '#lib/protocol/admin-requests.ts';
import { askerOf, pageSource } from '#lib/server/renderer/page-source.ts';
import '../../components/admin/admin.css';

export const metadata: Metadata = {
  title: 'Admin',
  description: 'For whoever runs this server.',
  robots: { index: false, follow: false },
  referrer: 'no-referrer',
};

interface AdminProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AdminPage({ searchParams }: AdminProps) {
  // Asked first: a page that needs its request is not made while the server is built.
  const asker = askerOf(await headers());
  // An address that somebody has changed by hand shows what can be shown.
  const parsed = v.safeParse(overviewQuerySchema, await searchParams);
  const query = parsed.success ? parsed.output : FIRST_OVERVIEW;
  const visited = await pageSource().admin(query, asker);
  if (visited.kind === 'sign-in') return <SignIn isPasswordSet={visited.isPasswordSet} />;
  const { rooms, figures } = visited;
  return <AdminScreen rooms={rooms} query={{ ...query, page: rooms.page }} figures={figures} />;
}

'use client';

import { useCallback, useState } from 'react';
import { Confirm } from '#components/ui/confirm.tsx';
import type { AdminFigures, AdminRoomsPage, OverviewQuery } from '#lib/protocol/admin.ts';
import { callAdmin } from './admin-api.ts';
import { AdminHeader, type AdminView } from './admin-header.tsx';
import { FiguresStrip } from './figures-strip.tsx';
import { RecordView } from './record-view.tsx';
import { RoomsView } from './rooms-view.tsx';

interface AdminScreenProps {
  readonly rooms: AdminRoomsPage;
  readonly query: OverviewQuery;
  readonly figures: AdminFigures;
}

/** The page of whoever runs the server. */
export function AdminScreen({ rooms, query, figures }: AdminScreenProps) {
  const [view, setView] = useState<AdminView>('boards');
  const [recordOf, setRecordOf] = useState<string | null>(null);
  const [isLeaving, setIsLeaving] = useState(false);

  // The server shows the way in to whoever is not signed in.
  const leave = useCallback(() => window.location.reload(), []);
  const signOut = async (path: 'session' | 'sessions') => {
    const answer = await callAdmin(path, { method: 'DELETE' });
    if (answer.ok || answer.error.kind === 'unauthorized') leave();
    return false;
  };
  return (
    <div className="admin">
      <AdminHeader
        view={view}
        onView={(next) => {
          setView(next);
          setRecordOf(null);
        }}
        onSignOut={() => void signOut('session')}
        onSignOutEverywhere={() => setIsLeaving(true)}
      />
      <FiguresStrip first={figures} />
      <main className="admin-main">
        <h1 className="sr-only">Admin</h1>
        {/* Hidden and not gone: what is selected, typed and scrolled to is there on the way back. */}
        <div hidden={view !== 'boards'}>
          <RoomsView
            first={rooms}
            firstQuery={query}
            onSignedOut={leave}
            onRecord={({ code }) => {
              setRecordOf(code);
              setView('record');
            }}
          />
        </div>
        {view === 'record' && <RecordView code={recordOf} onCode={setRecordOf} />}
      </main>
      <Confirm
        isOpen={isLeaving}
        onClose={() => setIsLeaving(false)}
        title="Sign out everywhere?"
        confirm="Sign out everywhere"
        isDangerous
        onConfirm={() => signOut('sessions')}
      >
        Signs out every browser that is signed in as admin, this one too, and cuts their connections
        at once. The password stays as it is.
      </Confirm>
    </div>
  );
}

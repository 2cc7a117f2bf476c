'use client';

import { Menu } from '@base-ui/react/menu';
import { useCallback, useState } from 'react';
import {
  BULK_ACTIONS,
  type AdminRoom,
  type AdminRoomsPage,
  type BulkAction,
  type OverviewQuery,
} from '#lib/protocol/admin.ts';
import { HomeLink } from '#components/ui/home-link.tsx';
import { ACTION_WORDS, actionsFor, outcomeWords } from './action-words.ts';
import type { AdminProblem } from './admin-api.ts';
import { AdminStatus, type Saying } from './admin-status.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { ConfirmAction, type Question } from './confirm-action.tsx';
import { RenameSheet } from './rename-sheet.tsx';
import { RoomMenu } from './room-menu.tsx';
import { Pager, RoomsTable } from './rooms-table.tsx';
import { RoomsToolbar } from './rooms-toolbar.tsx';
import { previewAction, useJob, type BulkTarget } from './use-jobs.ts';
import { usePresence } from './use-presence.ts';
import { useRooms } from './use-rooms.ts';
import { useSelection } from './use-selection.ts';

/** What takes an action back. */
const OPPOSITE: Readonly<Record<BulkAction, BulkAction>> = {
  reset: 'restore-scores',
  'restore-scores': 'restore-scores',
  'lock-scoring': 'unlock-scoring',
  'unlock-scoring': 'lock-scoring',
  close: 'open',
  open: 'close',
  delete: 'restore',
  restore: 'delete',
};

interface RoomsViewProps {
  readonly first: AdminRoomsPage;
  readonly firstQuery: OverviewQuery;
  readonly onRecord: (room: AdminRoom) => void;
  readonly onSignedOut: () => void;
}

/** All boards of the server, live, and what can be done with them. */
export function RoomsView({ first, firstQuery, onRecord, onSignedOut }: RoomsViewProps) {
  const [menu] = useState(() => Menu.createHandle<AdminRoom>());
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const [renamed, setRenamed] = useState<AdminRoom | null>(null);
  const [saying, setSaying] = useState<Saying | null>(null);
  const [isAll, setIsAll] = useState(false);
  const [selectedCount, setSelectedCount] = useState(0);

  const onProblem = useCallback(
    (problem: AdminProblem | null) => {
      if (problem?.kind === 'unauthorized') onSignedOut();
      else if (problem !== null) setSaying({ kind: 'problem', text: problem.text });
      // Only what this itself has said is over with the next answer.
      else setSaying((old) => (old?.kind === 'problem' ? null : old));
    },
    [onSignedOut],
  );
  const isHeld = isMenuOpen || question !== null || renamed !== null || selectedCount > 0;
  const { page, query, isLoading, show, reload } = useRooms({
    first,
    firstQuery,
    isHeld,
    onProblem,
    idleMs: usePresence(),
  });
  const selection = useSelection(page.rooms);
  if (selection.count !== selectedCount) setSelectedCount(selection.count);
  if (isAll && !selection.isWholePage) setIsAll(false);

  const ask = async (action: BulkAction, target: BulkTarget, name: string | null) => {
    const preview = await previewAction(action, target);
    if (preview.ok) setQuestion({ action, target, preview: preview.value, name });
    else onProblem(preview.error);
  };
  const { job, begin: start } = useJob((done) => {
    const isKept = done.failed === 0;
    setSaying({
      kind: isKept ? 'done' : 'problem',
      text: outcomeWords(done),
      undo: done.done > 0 ? done : undefined,
    });
    void reload();
  });
  const begin = async (action: BulkAction, target: BulkTarget) => {
    setSaying(null);
    const problem = await start(action, target);
    if (problem !== null) onProblem(problem);
    return problem;
  };
  const act = (action: BulkAction, target: BulkTarget, name: string | null) => {
    const isMany = name === null;
    if (ACTION_WORDS[action].isDangerous || isMany) void ask(action, target, name);
    else void begin(action, target);
  };
  const target: BulkTarget = isAll
    ? { all: { text: query.text, deleted: query.deleted } }
    : { codes: [...selection.codes] };
  const chosen = page.rooms.filter(({ code }) => selection.has(code));
  return (
    <section aria-label="Boards" className="rooms-view">
      <RoomsToolbar query={query} total={page.total} isLoading={isLoading} show={show} />
      {page.rooms.length === 0 ? (
        <Nothing query={query} />
      ) : (
        <RoomsTable {...{ page, query, selection, menu, show }} />
      )}
      <Pager page={page} show={show} />
      <div className="admin-foot">
        <AdminStatus
          saying={saying}
          job={job}
          onDismiss={() => setSaying(null)}
          onUndo={({ id, action }) => void begin(OPPOSITE[action], { job: id })}
        />
        {selection.count > 0 && (
          <BulkBar
            count={isAll ? page.total : selection.count}
            actions={
              isAll || chosen.length < selection.count
                ? allActions(query.deleted)
                : actionsFor(chosen)
            }
            total={
              !isAll && selection.isWholePage && page.total > selection.count ? page.total : null
            }
            onAll={() => setIsAll(true)}
            onAct={(action) => act(action, target, null)}
            onClear={selection.clear}
          />
        )}
      </div>
      <RoomMenu
        menu={menu}
        onOpenChange={setIsMenuOpen}
        onAct={(action, room) => act(action, { codes: [room.code] }, room.name)}
        onRename={setRenamed}
        onRecord={onRecord}
      />
      <ConfirmAction
        question={question}
        onClose={() => setQuestion(null)}
        onConfirm={async ({ action, target: which }) => {
          const problem = await begin(action, which);
          if (problem === null) selection.clear();
          return problem;
        }}
      />
      <RenameSheet
        room={renamed}
        onClose={() => setRenamed(null)}
        onDone={(text) => {
          setSaying({ kind: 'done', text });
          void reload();
        }}
      />
    </section>
  );
}

function allActions(deleted: boolean): readonly BulkAction[] {
  return BULK_ACTIONS.filter((action) => (action === 'restore') === deleted);
}

function Nothing({ query }: { query: OverviewQuery }) {
  if (query.text !== '') return <p className="rooms-none">No board is called that.</p>;
  if (query.deleted) return <p className="rooms-none">Nothing was deleted in the last week.</p>;
  return (
    <p className="rooms-none">
      There is no board yet. <HomeLink>Make the first one.</HomeLink>
    </p>
  );
}

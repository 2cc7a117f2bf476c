import { BibWall } from '#components/bib/bib-wall.tsx';
import { CreateForm } from '#components/home/create-form.tsx';
import { JoinForm } from '#components/home/join-form.tsx';
import { homeProblem } from '#components/home/problem-text.ts';
import { RecentBoards } from '#components/home/recent-boards.tsx';
import { Wordmark } from '#components/ui/brand-mark.tsx';

interface HomeProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function HomePage({ searchParams }: HomeProps) {
  const { problem: kind, code } = await searchParams;
  const problem = homeProblem(typeof kind === 'string' ? kind : undefined);
  const codeProblem = problem?.place === 'code' ? problem.text : undefined;
  return (
    <div className="home">
      <header className="home-header">
        <Wordmark />
      </header>
      <main className="home-main">
        <section className="home-create" aria-labelledby="home-title">
          <h1 id="home-title" className="home-title">
            Name a board, add the players, share the code. Every screen in the room shows the same
            score.
          </h1>
          <CreateForm problem={codeProblem === undefined ? problem : null} />
        </section>
        <aside className="home-join" aria-label="Join a board">
          <JoinForm
            typed={typeof code === 'string' ? code.slice(0, 32) : undefined}
            problem={codeProblem}
          />
          <RecentBoards />
          <BibWall />
        </aside>
      </main>
    </div>
  );
}

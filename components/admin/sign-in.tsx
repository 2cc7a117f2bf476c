'use client';

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { BibWall } from '#components/bib/bib-wall.tsx';
import { Wordmark } from '#components/ui/brand-mark.tsx';
import { ADMIN_LIMITS } from '#lib/protocol/admin.ts';
import { callAdmin } from './admin-api.ts';

interface SignInProps {
  /** Whether there is a password to sign in with. */
  readonly isPasswordSet: boolean;
}

/** The way in: by the password, or by the one-time link that sets the first one. */
export function SignIn({ isPasswordSet }: SignInProps) {
  const token = useSetupToken();
  const canSet = !isPasswordSet && token !== null;
  return (
    <div className="home admin-door">
      <header className="home-header">
        <Wordmark />
      </header>
      <main className="home-main">
        <section className="admin-door-form">
          <h1 className="poster admin-door-title">{canSet ? 'Set the password' : 'Admin'}</h1>
          {canSet && <PasswordForm token={token} />}
          {!canSet && !isPasswordSet && (
            <p className="admin-door-text">
              There is no admin password yet. Open the link that the server printed when it started:
              it lets you set one. Or start the server with <code>ADMIN_PASSWORD</code>.
            </p>
          )}
          {!canSet && isPasswordSet && (
            <>
              {token !== null && (
                <p className="admin-door-text">
                  The password was set already, so this link does nothing any more.
                </p>
              )}
              <PasswordForm token={null} />
            </>
          )}
        </section>
        <aside className="home-join" aria-hidden="true">
          <BibWall />
        </aside>
      </main>
    </div>
  );
}

/** With a token: sets the first password. */
function PasswordForm({ token }: { token: string | null }) {
  const [problem, setProblem] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [isShown, setIsShown] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isNew = token !== null;

  const submit = async (password: string) => {
    if (isBusy) return;
    if (isNew && Array.from(password).length < ADMIN_LIMITS.passwordMin) {
      setProblem(`A password has at least ${ADMIN_LIMITS.passwordMin} characters.`);
      field.current?.focus();
      return;
    }
    setIsBusy(true);
    const answer = isNew
      ? await callAdmin('password', { method: 'POST', body: { token, password } })
      : await callAdmin('session', { method: 'POST', body: { password } });
    if (answer.ok) {
      // The page itself comes with the first boards: nothing of this one is needed any more.
      window.location.replace('/admin');
      return;
    }
    setIsBusy(false);
    setProblem(answer.error.text);
    field.current?.select();
  };

  return (
    <form
      className="admin-door-fields"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(field.current?.value ?? '');
      }}
    >
      <input type="text" name="username" autoComplete="username" defaultValue="admin" hidden />
      <div>
        <label htmlFor="password" className="field-label">
          {isNew ? `A new password, ${ADMIN_LIMITS.passwordMin} characters or more` : 'Password'}
        </label>
        <div className="inline-form">
          <input
            id="password"
            ref={field}
            name="password"
            type={isShown ? 'text' : 'password'}
            required
            autoComplete={isNew ? 'new-password' : 'current-password'}
            autoCapitalize="none"
            spellCheck={false}
            className="input"
            aria-invalid={problem !== ''}
            aria-describedby="password-problem"
            onChange={() => setProblem('')}
          />
          <button
            type="button"
            className="tool"
            aria-pressed={isShown}
            onClick={() => setIsShown(!isShown)}
          >
            {isShown ? 'Hide' : 'Show'}
          </button>
        </div>
        <p id="password-problem" role="alert" className="field-problem pt-2">
          {problem}
        </p>
      </div>
      <button type="submit" className="button button-solid" aria-disabled={isBusy}>
        {buttonWords(isNew, isBusy)}
      </button>
    </form>
  );
}

function buttonWords(isNew: boolean, isBusy: boolean): string {
  if (isNew) return isBusy ? 'Setting it…' : 'Set it and sign in';
  return isBusy ? 'Signing in…' : 'Sign in';
}

let taken: string | null = null;
const hearNothing = () => () => {};

/** The token in the link's fragment. It is taken out of the address at once, so that no history keeps it. */
function useSetupToken(): string | null {
  const token = useSyncExternalStore(hearNothing, readToken, () => null);
  useEffect(() => {
    if (window.location.hash.startsWith('#setup=')) {
      window.history.replaceState(null, '', window.location.pathname);
    }
  }, []);
  return token;
}

function readToken(): string | null {
  const { hash } = window.location;
  if (hash.startsWith('#setup=')) taken = hash.slice('#setup='.length);
  return taken;
}

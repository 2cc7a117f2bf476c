import type { Config } from 'tailwindcss';

/** Tokens by role. Their values, one set per colour scheme, are variables in `app/globals.css`. */
const config: Config = {
  content: ['./app/**/*.tsx', './components/**/*.tsx'],
  theme: {
    extend: {
      colors: {
        ground: 'var(--ground)',
        raised: 'var(--raised)',
        ink: 'var(--ink)',
        muted: 'var(--muted)',
        line: 'var(--line)',
        field: 'var(--field)',
        danger: 'var(--danger)',
        dock: 'var(--dock)',
        'on-dock': 'var(--on-dock)',
        'on-dock-muted': 'var(--on-dock-muted)',
        /** The one dark that is written on a bib's colour, in both schemes. */
        'bib-ink': 'var(--bib-ink)',
        ball: 'var(--bib-0)',
      },
    },
  },
};

export default config;

import type { ComponentProps } from 'react';

const HOME = '/';

/**
 * The way home. A plain link: the router's own would add some 11 kB of script to every page, and who leaves a board leaves
 * its connection too.
 */
export function HomeLink({ children, ...rest }: Omit<ComponentProps<'a'>, 'href'>) {
  return (
    <a href={HOME} {...rest}>
      {children}
    </a>
  );
}

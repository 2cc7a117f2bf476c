'use client';

import { useEffect, useState } from 'react';
import { linkKey, onLinkKey } from '#lib/client/entry/link-key.ts';

/** Lets whoever has a secret link through the door that keeps others out; says so where the link opens nothing. */
export function LinkEntrance({ code }: { code: string }) {
  const [words, setWords] = useState<string | null>(null);
  useEffect(() => {
    const open = async () => {
      setWords('Opening the board with your link…');
      const { enterByLink } = await import('#lib/client/entry/enter.ts');
      setWords(await enterByLink(code));
    };
    if (linkKey() !== null) void open();
    return onLinkKey(() => void open());
  }, [code]);
  return <output className="door-problem">{words}</output>;
}

'use client';

import { useEffect, useState } from 'react';
import { NotYours } from '#components/host/not-yours.tsx';
import { enterByLink } from '#lib/client/entry/enter.ts';
import { onLinkKey } from '#lib/client/entry/link-key.ts';

/** Before the host's page: who comes with a secret link in the address goes through, everybody else hears how to get one. */
export function HostDoor({ code }: { code: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const enter = () => void enterByLink(code).then(setProblem);
    enter();
    return onLinkKey(enter);
  }, [code]);
  return <NotYours code={code} problem={problem} />;
}

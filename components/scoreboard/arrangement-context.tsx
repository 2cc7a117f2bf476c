'use client';

import { createContext, use } from 'react';
import { Arrangement } from './arrangement.ts';

export const ArrangementContext = createContext(new Arrangement([]));

export function useArrangement(): Arrangement {
  return use(ArrangementContext);
}

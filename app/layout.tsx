import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { archivo, archivoExtended, archivoVietnamese } from './fonts/fonts.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Scoreroom', template: '%s · Scoreroom' },
  description:
    'A live scoreboard for the whole room: make a board, share the code, and every screen shows the same score.',
  applicationName: 'Scoreroom',
  formatDetection: { telephone: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f6fb' },
    { media: '(prefers-color-scheme: dark)', color: '#0a1128' },
  ],
};

const FONTS = [archivo, archivoVietnamese, archivoExtended]
  .map(({ variable }) => variable)
  .join(' ');

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={FONTS}>
      <body>{children}</body>
    </html>
  );
}

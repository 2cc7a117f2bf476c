import { PHASE_PRODUCTION_BUILD } from 'next/constants.js';

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // No image is optimised on the server: that end point has been a way in more than once.
  images: { unoptimized: true },
};

/** @param {string} phase */
export default async function nextConfig(phase) {
  if (phase !== PHASE_PRODUCTION_BUILD) return config;
  const { bundleZod } = await import('./scripts/bundle/bundle-zod.ts');
  const browser = await bundleZod();
  return { ...config, turbopack: { resolveAlias: { 'zod/mini': { browser } } } };
}

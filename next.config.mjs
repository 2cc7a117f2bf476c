import { PHASE_PRODUCTION_BUILD } from 'next/constants.js';

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // No image is optimised on the server: that end point has been a way in more than once.
  images: { unoptimized: true },
};

// Messages are read by zod everywhere but in the bundles of production, where its reading is done by a tenth of the code.
const SMALL_ZOD = { 'zod/mini': { browser: './lib/client/connection/small-zod.ts' } };

/** @param {string} phase */
export default function nextConfig(phase) {
  if (phase !== PHASE_PRODUCTION_BUILD) return config;
  return { ...config, turbopack: { resolveAlias: SMALL_ZOD } };
}

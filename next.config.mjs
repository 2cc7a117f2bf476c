import { networkInterfaces } from 'node:os';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js';

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // No image is optimised on the server: that end point has been a way in more than once.
  images: { unoptimized: true },
};

/** The addresses that `npm run dev` is opened by, a phone's beside this machine's own: from others a page would stay dead. */
function ownAddresses() {
  return Object.values(networkInterfaces())
    .flatMap((networks) => networks ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address);
}

/**
 * @param {string} phase
 * @returns {import('next').NextConfig}
 */
export default function configure(phase) {
  if (phase !== PHASE_DEVELOPMENT_SERVER) return config;
  return { ...config, allowedDevOrigins: ownAddresses() };
}

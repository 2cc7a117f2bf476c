import { networkInterfaces } from 'node:os';

/** The addresses that `npm run dev` is opened by, a phone's beside this machine's own: from others a page would stay dead. */
const ownAddresses = Object.values(networkInterfaces())
  .flat()
  .flatMap((network) => (network === undefined ? [] : [network.address]));

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // No image is optimised on the server: that end point has been a way in more than once.
  images: { unoptimized: true },
  allowedDevOrigins: ownAddresses,
};

export default config;

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // No image is optimised on the server: that end point has been a way in more than once.
  images: { unoptimized: true },
};

export default config;

import { encode } from 'uqr';

/** Light modules around the code, without which scanners miss it. */
const QUIET = 4;

/** A QR code as one path. Rendered on the server: the encoder never reaches a browser. */
export function JoinQr({ url }: { url: string }) {
  const { data, size } = encode(url, { ecc: 'M', border: 0 });
  const field = size + 2 * QUIET;
  return (
    <svg
      viewBox={`0 0 ${field} ${field}`}
      role="img"
      aria-label={`QR code for ${url}`}
      shapeRendering="crispEdges"
      className="block size-full"
    >
      <path fill="#fff" d={`M0 0h${field}v${field}H0z`} />
      <path fill="#0b1330" d={data.map(rowPath).join('')} />
    </svg>
  );
}

/** Runs of dark modules rather than modules: a third of the bytes. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] !== true) continue;
    let end = x + 1;
    while (row[end] === true) end += 1;
    path += `M${x + QUIET} ${y + QUIET}h${end - x}v1h${x - end}z`;
    x = end;
  }
  return path;
}

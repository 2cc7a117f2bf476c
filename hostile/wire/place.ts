/** Where the server under attack listens. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

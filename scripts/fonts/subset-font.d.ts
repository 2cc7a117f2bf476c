declare module 'subset-font' {
  interface SubsetOptions {
    readonly targetFormat: 'woff2';
    readonly keepAllGlyphs: true;
    /** Of its table of names, beside those that every font needs. */
    readonly preserveNameIds: readonly number[];
    /** What is left of each axis, in its own units. */
    readonly variationAxes: Readonly<
      Record<string, { readonly min: number; readonly max: number }>
    >;
  }

  /** Written in JavaScript, without types; this is as much of it as is used. */
  export default function subsetFont(
    font: Buffer,
    text: undefined,
    options: SubsetOptions,
  ): Promise<Buffer>;
}

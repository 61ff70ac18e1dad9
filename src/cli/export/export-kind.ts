/**
 * One kind of export, as the command sees it.
 */

export interface ExportFlags {
  readonly out: string;
  readonly int8?: true;
  readonly json?: true;
  readonly figures?: string;
  readonly open?: true;
  readonly name?: string;
  readonly featuresGiven?: true;
  readonly window?: string;
  readonly stream?: true;
}

/** A row of the table of exports: one form in which a network leaves coldpress. */
export interface ExportKind {
  /** What it is called on the command line. */
  readonly name: string;
  /** Options that it takes beside --out. */
  readonly takes: readonly Exclude<keyof ExportFlags, "out">[];
  readonly run: (path: string, flags: ExportFlags) => void | Promise<void>;
}

/**
 * Kernels as C: what scripts/build-c.js makes of their sources.
 *
 * Names carry the mark § where the prefix of an export goes, in lower case (§), or in upper case (§§).
 */

/** One source file. */
export interface KernelFile {
  readonly name: string;
  /** The comment that it begins with. */
  readonly heading: string;
  /** Constants, then functions, callees before their callers. */
  readonly pieces: readonly KernelPiece[];
}

/** A constant or a function. */
export interface KernelPiece {
  readonly name: string;
  /** Names of the pieces that it needs. */
  readonly uses: readonly string[];
  readonly text: string;
}

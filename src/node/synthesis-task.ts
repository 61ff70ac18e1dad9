/**
 * What a thread of the synthesis is given.
 */

import type { SyntheticCorpusOptions } from "../corpus/synthetic/synthetic-corpus.ts";

/** Which corpus: the same options give the same bytes. */
export type SyntheticFolderOptions = SyntheticCorpusOptions & { readonly seed: number };

/** Recordings for a worker thread to speak. */
export interface SynthesisTask {
  /** Folder of the corpus. */
  readonly out: string;
  readonly options: SyntheticFolderOptions;
  /** Which recordings to speak. */
  readonly indices: readonly number[];
}

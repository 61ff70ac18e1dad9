/**
 * The synthetic corpus: its public list.
 */

export {
  SYNTHETIC_CORPUS_DEFAULTS,
  type SyntheticCorpus,
  type SyntheticCorpusOptions,
  syntheticCorpus,
} from "./synthetic-corpus.ts";

/**
 * The synthetic corpus: its public list.
 */

export {
  SYNTHETIC_CORPUS_DEFAULTS,
  syntheticCorpus,
} from "./synthetic-corpus.ts";

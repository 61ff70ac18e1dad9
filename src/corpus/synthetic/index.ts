/**
 * The synthetic corpus: its public list.
 */

export { syntheticCorpus } from "./synthetic-corpus.ts";

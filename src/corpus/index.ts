/**
 * Corpora: folders of recordings, honest splits, rebalancing, and the check for leaks. The public list of this stage,
 * but for the synthetic corpus, which has its own.
 */

export { amplitudeFindings } from "./amplitudes.ts";
export { AUC_LEVEL, type AucEstimate, aucBySpeaker } from "./auc.ts";
export { BALANCE_METHODS, type BalanceMethod, balance, balanceTraining, usualBalance } from "./balance.ts";
export { type CorpusCheck, checkCorpus } from "./check-corpus.ts";
export { checkTable } from "./check-table.ts";
export type { Confound, ConfoundMeasure } from "./confounds.ts";
export type { Corpus, CorpusFolder, CorpusLayout, CorpusOptions, Examples } from "./corpus.ts";
export { type CorpusTable, corpusTable, type RecordingOutcome } from "./corpus-table.ts";
export { type DuplicatePair, findDuplicates, identicalRecordings, identicalRows, type Likeness } from "./duplicates.ts";
export { featureLeaks } from "./feature-leaks.ts";
export type { Finding } from "./finding.ts";
export { isHidden } from "./hidden-files.ts";
export { openCorpus, withCorpus } from "./open-corpus.ts";
export {
  PARTITION_DEFAULTS,
  PARTITION_NAMES,
  type PartitionedTable,
  type PartitionName,
  type PartitionOptions,
  type Partitions,
  partition,
  partitionsOf,
} from "./partitions.ts";
export {
  PAPER_TARGETS,
  type RebalanceMethod,
  type RebalanceTargets,
  type Rebalancing,
  rebalance,
  rebalanceTargets,
  rebalancingTsv,
} from "./rebalance.ts";
export { measureRecording, type RecordingMeasures } from "./recording-measures.ts";
export {
  FEW_SPEAKERS,
  FOLDS_DEFAULT,
  foldsBySpeaker,
  needsFolds,
  partitionsOfFold,
  SPLIT_DEFAULTS,
  type SplitShares,
  speakerCount,
  splitBySpeaker,
} from "./split.ts";
export { URTIC_COUNTS } from "./urtic.ts";

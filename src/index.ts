/**
 * coldpress in a dozen verbs: from the bytes of a recording to a network of a few KiB and its answers.
 *
 *   decodeWav -> extractCompare2016 -> readTable, partition -> trainNetwork -> pruneNetwork -> quantizeInt8, encodeContainer
 *             -> squeeze -> loadNetwork -> recordingClassifier;  evaluate and compare say how good the answers are
 *
 * Everything else is in the sub-paths, one for each stage (`coldpress/features`, …); `coldpress/node` has what touches the
 * disk. For research; not a medical device.
 */

export { decodeWav } from "./audio/decode-wav.ts";
export type { Signal } from "./audio/signal.ts";
export { FormatError, UserError } from "./core/errors.ts";
export { type PartitionedTable, type PartitionOptions, type Partitions, partition } from "./corpus/partitions.ts";
export type { Classification } from "./evaluation/classification.ts";
export { type Comparison, compare } from "./evaluation/compare.ts";
export { type Evaluation, evaluate } from "./evaluation/evaluate.ts";
export { type Compare2016Options, extractCompare2016 } from "./features/compare2016/extract.ts";
export type { FeatureVector } from "./features/feature-vector.ts";
export { encodeContainer } from "./formats/container/container-file.ts";
export { type NetworkFile, readNetworkFile } from "./formats/network-files.ts";
export type { Network } from "./network/network.ts";
export { quantizeInt8 } from "./quantization/int8.ts";
export type { QuantizedNetwork } from "./quantization/quantized-network.ts";
export { type Prediction, recordingClassifier } from "./recognition/recording-classifier.ts";
export {
  type PruneNetworkOptions,
  pruneNetwork,
  type TrainNetworkOptions,
  trainNetwork,
} from "./runs/train-network.ts";
export { type LoadedNetwork, loadNetwork } from "./runtime/load-network.ts";
export { type Squeezed, type SqueezeTools, squeeze } from "./squeeze/squeeze.ts";
export type { FeatureTable } from "./table/feature-table.ts";
export { readTable } from "./table/read-table.ts";
export type { TrainingRun } from "./training/train.ts";

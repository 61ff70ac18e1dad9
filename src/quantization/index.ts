/**
 * Quantisation: kernels in int8, in codebooks, in float16 or as signs, and networks that compute with them.
 */

export { BINARY_SCALES, QUANTIZE_BINARY_DEFAULTS, type QuantizeBinaryOptions, quantizeBinary } from "./binary.ts";
export { canonicalZeros } from "./canonical-zeros.ts";
export {
  CODEBOOK_SHARING,
  QUANTIZE_CODEBOOK_DEFAULTS,
  type QuantizeCodebookOptions,
  quantizeCodebook,
} from "./codebook.ts";
export { type CodedLayer, type CodedNetwork, type Int8Survivors, predictCoded } from "./coded-network.ts";
export { FINE_TUNE_DEFAULTS, type FineTuneTask, fineTuneCodebook } from "./fine-tune-codebook.ts";
export { quantizeFloat16 } from "./float16.ts";
export { foldInputOffset } from "./fold-input-offset.ts";
export { foldedNetwork } from "./folded-network.ts";
export { predictQuantized } from "./hybrid-forward.ts";
export { QUANTIZE_INT8_DEFAULTS, type QuantizeInt8Options, quantizeInt8 } from "./int8.ts";
export { clusterOf, type OptimalClusters, optimalClusters } from "./optimal-clusters.ts";
export type {
  CodebookKernel,
  Float32Kernel,
  Int8Kernel,
  Kernel,
  QuantizedLayer,
  QuantizedNetwork,
} from "./quantized-network.ts";
export { quantizedSurvivors } from "./quantized-survivors.ts";
export { float32Kernel, withKernels } from "./with-kernels.ts";

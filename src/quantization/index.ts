/**
 * Quantisation: kernels in int8, in codebooks, in float16 or as signs, and networks that compute with them.
 */

export { quantizeBinary } from "./binary.ts";
export { quantizeCodebook } from "./codebook.ts";
export { fineTuneCodebook } from "./fine-tune-codebook.ts";
export { quantizeFloat16 } from "./float16.ts";
export { predictQuantized } from "./hybrid-forward.ts";
export { quantizeInt8 } from "./int8.ts";
export type { QuantizedNetwork } from "./quantized-network.ts";

/**
 * Quantisation: kernels in int8, and networks that compute with them.
 */

export { canonicalZeros } from "./canonical-zeros.ts";
export { foldInputOffset } from "./fold-input-offset.ts";
export { foldedNetwork } from "./folded-network.ts";
export { predictQuantized } from "./hybrid-forward.ts";
export { QUANTIZE_INT8_DEFAULTS, type QuantizeInt8Options, quantizeInt8 } from "./int8.ts";
export type { QuantizedLayer, QuantizedNetwork } from "./quantized-network.ts";

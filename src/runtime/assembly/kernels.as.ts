/**
 * The runtime's kernels: one module. Names as in docs/kernels.md.
 */

export * from "./activations.as";
export * from "./batch.as";
export { f32_products_4, i8_quantize_4, operands_copy } from "./operands.as";
export * from "./rows.as";

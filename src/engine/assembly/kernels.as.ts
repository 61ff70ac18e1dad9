/**
 * The module of kernels. Each works on a range [begin, end) of panels of 24 outputs, of 24 inputs, or of eight parameters, so
 * that threads can share the work; nothing that it writes for one item depends on the range.
 *
 * Arguments are addresses in the module's memory and sizes. Nothing is checked.
 */

export { f32_adam_8 } from "./adam.as";
export { f32_dense_backward_2x24_panel, f32_dense_backward_first_2x24_panel } from "./backward.as";
export {
  f32_dense_2x24_panel, f32_dense_activation_2x24_panel, f32_dense_activation_train_2x24_panel,
} from "./forward.as";
export { f32_normalize_batch_4, f32_normalize_moving_4 } from "./normalize.as";
/** No kernels: see tiles.as.ts. */
export { inputTile2x24, inputTile6x4, inputTile6x8, sumTile2x24 } from "./tiles.as";

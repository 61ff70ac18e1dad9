/**
 * Networks as plain values: their shapes and their numbers.
 */

export { ACTIVATION_KINDS, type Activation, type ActivationKind, activationName, activationOf } from "./activation.ts";
export {
  type Architecture,
  checkedArchitecture,
  countParameters,
  type LayerShape,
  layerShapes,
  MODEL_NAMES,
  type ModelName,
  type ParameterCount,
  paperArchitecture,
} from "./architecture.ts";
export { type FoldedNormalization, foldNormalization, unfoldNormalization } from "./fold-normalization.ts";
export { type InputStatistics, inputStatistics } from "./input-statistics.ts";
export {
  type DenseLayer,
  type InputNormalization,
  initializeNetwork,
  type Network,
  NORMALIZATION_EPSILON,
} from "./network.ts";
export { foldOffset, powersOfTwo, rescaleInputs } from "./rescale-inputs.ts";
export {
  denseKernel,
  denseNetwork,
  type SparseLayer,
  type SparseNetwork,
  sparseLayer,
  survivorsOf,
  survivorTotal,
} from "./sparse-network.ts";

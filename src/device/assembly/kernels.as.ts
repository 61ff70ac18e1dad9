/**
 * The kernels of device networks for Node and browsers. The C of a firmware is translated from the same sources.
 */

export {
  geluInto,
  leakyReluInto,
  reluInto,
  sigmoidInto,
  softmaxInto,
  tanhInto,
} from "./activation.as";
export {
  addDotsInto,
  addInputDotsInto,
  addInputsInto,
  addSurvivorDotsInto,
  addSurvivorsInto,
  areFinite,
  copyInto,
  largestOf,
  normalizeInto,
  quantizeInto,
  scaleInto,
  stepSizeOf,
} from "./network.as";

/**
 * Engines: what runs and trains networks.
 */

export { createEngine, ENGINE_DEFAULTS, type EngineOptions } from "./create-engine.ts";
export type {
  AdamStep,
  Engine,
  EngineKind,
  LoadOptions,
  MomentPair,
  Moments,
  ResidentNetwork,
  TrainingBatch,
} from "./engine.ts";
export { mostProbableClasses, predictAll, predictNetwork } from "./predict.ts";
export { createSparseEngine } from "./sparse/create-sparse-engine.ts";
export type { ResidentSparseNetwork, SoftBatch, SparseEngine, SparseLoadOptions } from "./sparse/sparse-engine.ts";

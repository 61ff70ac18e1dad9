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
export { mostProbableClasses, predictAll } from "./predict.ts";
export { createReferenceSparseEngine } from "./sparse/reference-sparse.ts";
export type { ResidentSparseNetwork, SoftBatch, SparseEngine, SparseLoadOptions } from "./sparse/sparse-engine.ts";

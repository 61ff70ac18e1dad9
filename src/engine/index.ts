/**
 * Engines: what runs and trains networks.
 */

export { createEngine, ENGINE_DEFAULTS, type EngineOptions } from "./create-engine.ts";
export type {
  AdamStep,
  Answer,
  DenseLoadOptions,
  Engine,
  EngineKind,
  MomentPair,
  Moments,
  ResidentNetwork,
  RunnableNetwork,
  TrainingBatch,
} from "./engine.ts";
export { mostProbableClasses, predictAll, predictNetwork } from "./predict.ts";
export { createSparseEngine } from "./sparse/create-sparse-engine.ts";
export type { ResidentSparseNetwork, SparseEngine, SparseLoadOptions } from "./sparse/sparse-engine.ts";

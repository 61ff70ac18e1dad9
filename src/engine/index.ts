/**
 * Engines: what runs and trains networks.
 */

export { createEngine } from "./create-engine.ts";
export type { Engine } from "./engine.ts";
export { createSparseEngine } from "./sparse/create-sparse-engine.ts";
export type { SparseEngine } from "./sparse/sparse-engine.ts";

/**
 * What a search works on, and what it works with.
 */

import type { ArtifactStore } from "../core/artifact-store.ts";
import type { Random } from "../core/random.ts";
import type { RunObserver } from "../core/run-observer.ts";
import type { Engine } from "../engine/engine.ts";
import type { SparseEngine } from "../engine/sparse/sparse-engine.ts";
import type { Network } from "../network/network.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import type { SqueezeOptions } from "./options.ts";

/** What is searched, in which data, with which settings. */
export interface SearchTask {
  readonly original: Network;
  /** Labelled rows. */
  readonly train: FeatureTable;
  /** Labelled rows. */
  readonly devel: FeatureTable;
  readonly options: SqueezeOptions;
  /** Hash of the original's file. */
  readonly madeFrom: string;
  readonly random: Random;
}

/** What runs a search, without an influence on what it finds. */
export interface SearchTools {
  /** Trains and runs everything but the original. */
  readonly engine: SparseEngine;
  /** Runs the original. */
  readonly denseEngine: Engine;
  readonly store: ArtifactStore;
  readonly observer: RunObserver;
  /** Whether the search shall end with what it has. */
  readonly timeIsUp: () => boolean;
}

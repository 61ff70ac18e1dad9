/**
 * What the network of a file listens to: alone, or on the recordings of a table.
 */

import { Random } from "../../core/random.ts";
import type { Engine } from "../../engine/engine.ts";
import type { RunningEngine } from "../../engine/predict.ts";
import { explainNetwork, explainWeights } from "../../explanation/explain-network.ts";
import type { Explanation } from "../../explanation/explanation.ts";
import { denseNetwork, type SparseNetwork } from "../../network/sparse-network.ts";
import { type EngineSettings, openEngine, openSparseEngine } from "../../node/open-engine.ts";
import { type ExplainDataFlags, rowsToExplain } from "../data/rows-to-explain.ts";
import { Progress } from "../terminal/progress.ts";
import { openSurvivors } from "./open-survivors.ts";

/** The explanation. @throws UserError if the file is no network, or the table does not fit it. */
export async function explainFile(path: string, flags: ExplainDataFlags & EngineSettings): Promise<Explanation> {
  const { network } = openSurvivors(path);
  if (!flags.features) return explainWeights(network);
  const progress = new Progress({ quiet: false });
  try {
    const rows = await rowsToExplain(flags, network, path, progress);
    const explain = (engine: RunningEngine<SparseNetwork>) =>
      explainNetwork(network, rows, engine, new Random(flags.seed).fork("explanation"), progress);
    if (!isDense(network)) return await explain(openSparseEngine(flags));
    const engine = await openEngine(flags);
    try {
      return await explain(forSurvivors(engine));
    } finally {
      await engine.close();
    }
  } finally {
    progress.stop();
  }
}

/** From one survivor in so many weights behind the first layer on, the engine for dense networks is faster. */
const DENSE_FROM = 9;

function isDense({ layers }: SparseNetwork): boolean {
  const behind = layers.slice(1);
  const weights = behind.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const survivors = behind.reduce((sum, layer) => sum + layer.weights.length, 0);
  return survivors * DENSE_FROM > weights && weights > 0;
}

/** An engine for dense networks that takes networks as their survivors. */
function forSurvivors(engine: Engine): RunningEngine<SparseNetwork> {
  return { load: (network, options) => engine.load(denseNetwork(network), options) };
}

/**
 * What an engine computes, in a few bytes: two machines with the same digest give the same networks, as far as a small training
 * shows. Relaxed SIMD may round otherwise on another processor, which no name of an engine says.
 */

import { sha256 } from "../core/fingerprint.ts";
import { Random } from "../core/random.ts";
import type { Engine } from "../engine/engine.ts";
import { initializeNetwork } from "../network/network.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { TRAIN_DEFAULTS, train } from "../training/train.ts";

const ROWS = 64;
const FEATURES = 40;
const HIDDEN = [24, 16];

/** SHA-256 of the weights after a short training, hexadecimal. */
export async function engineDigest(engine: Engine): Promise<string> {
  const random = new Random(1).fork("engine digest");
  const table = randomTable(random.fork("table"));
  const { features, classes } = table;
  const architecture = { inputs: features.length, hidden: HIDDEN, classes: classes.length };
  const network = initializeNetwork(architecture, features, classes, random.fork("initial weights"));
  const options = { ...TRAIN_DEFAULTS, epochs: 3, learningRate: 0.01 };
  const data = { train: table, devel: table };
  const trained = await train(engine, { network, data, options, random: random.fork("training") });
  const hashes = await Promise.all(trained.network.layers.map(({ weights }) => sha256(weights)));
  return sha256(hashes.join("\n"));
}

function randomTable(random: Random): FeatureTable {
  return {
    features: Array.from({ length: FEATURES }, (_, f) => `f${f}`),
    values: Float32Array.from({ length: ROWS * FEATURES }, () => random.normal()),
    ids: Array.from({ length: ROWS }, (_, row) => `r${row}`),
    classes: ["a", "b"],
    labels: Int32Array.from({ length: ROWS }, (_, row) => row % 2),
  };
}

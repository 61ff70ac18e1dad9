/**
 * A resident network's answers for many rows, a batch at a time.
 */

import type { Architecture } from "../network/architecture.ts";
import type { DenseLoadOptions, RunnableNetwork } from "./engine.ts";

/**
 * Class probabilities of all rows. [N × C]
 *
 * @param inputs     [N × I]
 * @param batchSize  At most the one that the network was loaded with.
 */
export async function predictAll(
  resident: RunnableNetwork,
  inputs: Float32Array,
  { inputCount, classCount, batchSize }: { inputCount: number; classCount: number; batchSize: number },
): Promise<Float32Array> {
  const rowCount = inputs.length / inputCount;
  const probabilities = new Float32Array(rowCount * classCount);
  for (let start = 0; start < rowCount; start += batchSize) {
    const rows = Math.min(batchSize, rowCount - start);
    await resident.predictInto(
      probabilities.subarray(start * classCount, (start + rows) * classCount),
      inputs.subarray(start * inputCount, (start + rows) * inputCount),
      rows,
    );
  }
  return probabilities;
}

/** Rows that go through a network at once. */
const BATCH_ROWS = 32;

/** An engine of either kind, as far as running a network goes. */
export interface RunningEngine<Runnable> {
  load(network: Runnable, options: DenseLoadOptions): RunnableNetwork;
}

/** Class probabilities of a network that is loaded for this alone. [N × C] @param inputs  [N × I] */
export async function predictNetwork<Runnable extends { readonly architecture: Architecture }>(
  engine: RunningEngine<Runnable>,
  network: Runnable,
  inputs: Float32Array,
): Promise<Float32Array> {
  const { inputs: inputCount, classes: classCount } = network.architecture;
  const resident = engine.load(network, { batchSize: BATCH_ROWS, trainable: false });
  try {
    return await predictAll(resident, inputs, { inputCount, classCount, batchSize: BATCH_ROWS });
  } finally {
    resident.release();
  }
}

/** Index of the largest probability in each row; the first of equals. [N] */
export function mostProbableClasses(probabilities: Float32Array, classCount: number): Int32Array {
  const chosen = new Int32Array(probabilities.length / classCount);
  for (let row = 0; row < chosen.length; row++) {
    let best = 0;
    for (let c = 1; c < classCount; c++)
      if (probabilities[row * classCount + c] > probabilities[row * classCount + best]) best = c;
    chosen[row] = best;
  }
  return chosen;
}

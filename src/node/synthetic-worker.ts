/**
 * A worker thread of the synthesis: speaks its recordings, writes each, and says how many seconds it has.
 */

import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { encodeWav } from "../audio/encode-wav.ts";
import { Random } from "../core/random.ts";
import { syntheticCorpus } from "../corpus/synthetic/synthetic-corpus.ts";
import { wavPath } from "../corpus/synthetic/urtic-files.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import type { SynthesisTask } from "./synthesis-task.ts";

const { out, options, indices } = workerData as SynthesisTask;
const { recordings, render } = syntheticCorpus(options, new Random(options.seed));
for (const index of indices) {
  const recording = recordings[index];
  if (!recording) throw new RangeError(`synthesis: there is no recording ${index}`);
  const signal = render(index);
  writeFileAtomically(join(out, wavPath(recording)), encodeWav(signal));
  parentPort?.postMessage(signal.samples.length / signal.sampleRateHz);
}

/**
 * Pruning of survivors, from file to file: read, pruned and retrained, weighed, written.
 */

import { extname } from "node:path";
import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { mostProbableClasses } from "../../engine/predict.ts";
import type { SparseEngine } from "../../engine/sparse/sparse-engine.ts";
import { confusionMatrix } from "../../evaluation/confusion.ts";
import { uar } from "../../evaluation/uar.ts";
import { encodeContainer } from "../../formats/container/container-file.ts";
import { asJson } from "../../formats/json.ts";
import { encodeModelFile } from "../../formats/model-file.ts";
import { denseNetwork, type SparseNetwork, survivorTotal } from "../../network/sparse-network.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { openSparseEngine } from "../../node/open-engine.ts";
import { shrink } from "../../pruning/structure.ts";
import { float32Kernel, withKernels } from "../../quantization/with-kernels.ts";
import type { FeatureTable } from "../../table/index.ts";
import { teacherProbabilities } from "../../training/distillation.ts";
import { type DataFlags, firstRound, openExperimentData } from "../data/data-input.ts";
import { VERSION } from "../files/made-with.ts";
import { printJson } from "../terminal/print.ts";
import type { Progress } from "../terminal/progress.ts";
import { labeledTableFor, type OpenSurvivors, openSurvivors } from "./open-survivors.ts";
import { type SurvivorMethodFlags, survivorTraining } from "./survivor-methods.ts";

export interface SurvivorPruningFlags extends DataFlags, SurvivorMethodFlags {
  readonly seed: number;
  readonly out: string;
  readonly json?: true;
}

/** Prunes, retrains and writes the network of a file. */
export async function pruneSurvivors(
  path: string,
  flags: SurvivorPruningFlags,
  command: Command,
  progress: Progress,
): Promise<void> {
  const encode = ENCODERS[extname(flags.out)];
  if (!encode) throw new UserError(`prune: --out must end in .safetensors or .coldpress, got ${flags.out}`);
  const training = survivorTraining(flags, command);
  const model = openSurvivors(path);
  const { experiment } = await openExperimentData(flags, progress);
  const data = firstRound(experiment);
  const train = labeledTableFor(model, data.train, "train");
  const devel = labeledTableFor(model, data.devel, "devel");
  const engine = openSparseEngine(flags);

  const pruned = await training(engine, model.network, train, progress);
  const develUar = uarOf(engine, pruned, devel);
  progress.done(`${survivorTotal(pruned)} weights, devel UAR ${develUar.toFixed(3)}`);

  writeFileAtomically(flags.out, encode(pruned, model, flags));
  const kernels = pruned.layers.map(({ inputs, outputs, weights }) => ({
    weights: inputs * outputs,
    survivors: weights.length,
  }));
  if (flags.json) printJson({ file: flags.out, kernels, develUar });
  else process.stdout.write(`${flags.out}\n`);
}

function uarOf(engine: SparseEngine, network: SparseNetwork, { values, labels }: FeatureTable): number {
  const { classes } = network;
  const probabilities = teacherProbabilities(engine, network, values);
  return uar(confusionMatrix({ classes, labels, predicted: mostProbableClasses(probabilities, classes.length) }));
}

type Encoder = (network: SparseNetwork, model: OpenSurvivors, flags: SurvivorPruningFlags) => Uint8Array[];

/** Bytes of a pruned network, by the file's extension. */
const ENCODERS: Record<string, Encoder> = {
  // With its zeros and all of its inputs; the normalisation that was not folded can still be trained.
  ".safetensors": (network, { original, madeFrom }, flags) =>
    encodeModelFile({
      network: denseNetwork(network, original?.normalization),
      provenance: asJson({ coldpress: VERSION, madeFrom, settings: settingsOf(flags) }),
    }),
  // Without neurons and inputs that are no longer used.
  ".coldpress": (network, { madeFrom }, flags) => [
    encodeContainer({
      network: withKernels(shrink(network), float32Kernel),
      madeFrom,
      provenance: asJson({ coldpress: VERSION, ...settingsOf(flags) }),
    }),
  ],
};

function settingsOf({ method, sparsity, seed }: SurvivorPruningFlags): object {
  return method === "distill" ? { method, seed } : { method, sparsity, seed };
}

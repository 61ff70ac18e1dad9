/**
 * Pruning of survivors, from file to file: read, pruned and retrained, weighed, written.
 */

import type { Command } from "commander";
import { shareText } from "../../core/number-text.ts";
import { mostProbableClasses, predictNetwork } from "../../engine/predict.ts";
import type { SparseEngine } from "../../engine/sparse/sparse-engine.ts";
import { confusionMatrix } from "../../evaluation/confusion.ts";
import { uar } from "../../evaluation/uar.ts";
import { mentioned } from "../../features/feature-profile.ts";
import { asJson } from "../../formats/json.ts";
import { formatNamed, NETWORK_FORMATS, type NetworkFormat, type QuantizedWriter } from "../../formats/network-files.ts";
import { fitLabeledTable } from "../../network/fit-table.ts";
import { denseNetwork, type SparseNetwork, survivorTotal } from "../../network/sparse-network.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { openSparseEngine } from "../../node/open-engine.ts";
import { shrink } from "../../pruning/structure.ts";
import { float32Kernel, withKernels } from "../../quantization/with-kernels.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { tableHash } from "../../table/table-hash.ts";
import { type DataFlags, firstFold, openExperimentData } from "../data/data-input.ts";
import { VERSION } from "../files/made-with.ts";
import { outExtension } from "../options/out-file.ts";
import { printJson } from "../terminal/print.ts";
import type { Progress } from "../terminal/progress.ts";
import { type OpenSurvivors, openSurvivors } from "./open-survivors.ts";
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
  const extensions = NETWORK_FORMATS.filter(keepsFloats).map(({ extension }) => extension);
  outExtension("prune", flags.out, extensions);
  const training = survivorTraining(flags, command);
  const model = openSurvivors(path);
  const knowing = { name: path, features: model.network.features, provenance: model.provenance };
  const asTrained = { ...mentioned(model.network.profile), ...flags };
  const { experiment } = await openExperimentData(asTrained, progress, "first fold", knowing);
  const data = firstFold(experiment);
  const train = fitLabeledTable(model.network, data.train, path, "train");
  const devel = fitLabeledTable(model.network, data.devel, path, "devel");
  const engine = openSparseEngine(flags);

  const pruned = await training(engine, model.network, train, progress);
  const develUar = await uarOf(engine, pruned, devel);
  progress.done(`${survivorTotal(pruned)} weights, devel UAR ${shareText(develUar)}`);

  const settings = { ...settingsOf(flags), data: { train: await tableHash(data.train) } };
  writeFileAtomically(flags.out, encode(pruned, model, flags.out, settings));
  const kernels = pruned.layers.map(({ inputs, outputs, weights }) => ({
    weights: inputs * outputs,
    survivors: weights.length,
  }));
  if (flags.json) printJson({ file: flags.out, findings: experiment.description.findings, kernels, develUar });
  else process.stdout.write(`${flags.out}\n`);
}

async function uarOf(engine: SparseEngine, network: SparseNetwork, { values, labels }: FeatureTable): Promise<number> {
  const { classes } = network;
  const probabilities = await predictNetwork(engine, network, values);
  return uar(confusionMatrix({ classes, labels, predicted: mostProbableClasses(probabilities, classes.length) }));
}

/** Bytes of a pruned network, as chunks. */
function encode(
  network: SparseNetwork,
  { original, madeFrom }: OpenSurvivors,
  out: string,
  settings: object,
): Uint8Array[] {
  const { writeTrained, writeQuantized } = formatNamed(out) as NetworkFormat;
  // With its zeros and all of its inputs; the normalisation that was not merged can still be trained.
  if (writeTrained)
    return writeTrained({
      network: denseNetwork(network, original?.normalization),
      provenance: asJson({ coldpress: VERSION, madeFrom, settings }),
    });
  // Without neurons and inputs that are no longer used.
  const provenance = asJson({ coldpress: VERSION, ...settings });
  const shrunk = withKernels(shrink(network), float32Kernel);
  return (writeQuantized as QuantizedWriter).write({ network: shrunk, madeFrom, provenance });
}

/** Formats that keep a pruned float32 network: to be trained on, or in few bytes. */
function keepsFloats({ writeTrained, writeQuantized }: NetworkFormat): boolean {
  return writeTrained !== null || writeQuantized?.keeps === "all";
}

function settingsOf({ method, sparsity, seed }: SurvivorPruningFlags): object {
  return method === "distill" ? { method, seed } : { method, sparsity, seed };
}

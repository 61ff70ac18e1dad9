/**
 * The methods of `coldpress quantize` that start from survivors, and their options.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { lossText } from "../../core/number-text.ts";
import { Random } from "../../core/random.ts";
import { assertSameProfile } from "../../features/feature-profile.ts";
import { fitLabeledTable } from "../../network/fit-table.ts";
import { powersOfTwo } from "../../network/rescale-inputs.ts";
import { type EngineSettings, openSparseEngine } from "../../node/open-engine.ts";
import { shrink } from "../../pruning/structure.ts";
import { QUANTIZE_BINARY_DEFAULTS, quantizeBinary } from "../../quantization/binary.ts";
import { QUANTIZE_CODEBOOK_DEFAULTS, quantizeCodebook } from "../../quantization/codebook.ts";
import { FINE_TUNE_DEFAULTS, fineTuneCodebook } from "../../quantization/fine-tune-codebook.ts";
import { quantizeFloat16 } from "../../quantization/float16.ts";
import { mergeInputOffset } from "../../quantization/merge-input-offset.ts";
import type { QuantizedNetwork } from "../../quantization/quantized-network.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { rowsOfPartition, selectRows } from "../../table/rows.ts";
import { selectFeatures } from "../../table/select-features.ts";
import { addTableOptions, openCheckedTable, type TableFlags } from "../data/table-input.ts";
import { addMethodRefusal, isGiven, type MethodOptions } from "../options/method-options.ts";
import { choice, positiveNumber, wholeNumber } from "../options/option-parsers.ts";
import { addTeacherOption, type RetrainingFlags, retrainingOptions, targetsOf } from "../options/retraining-options.ts";
import { SOURCE_OPTIONS } from "../options/source-options.ts";
import type { Progress } from "../terminal/progress.ts";
import type { OpenSurvivors } from "./open-survivors.ts";

export const QUANTIZE_METHODS = ["int8", "codebook", "float16", "binary"] as const;

export type QuantizeMethod = (typeof QUANTIZE_METHODS)[number];

export interface SurvivorQuantizeFlags extends TableFlags, Partial<RetrainingFlags>, Pick<EngineSettings, "engine"> {
  readonly method: Exclude<QuantizeMethod, "int8">;
  readonly bits: number;
  readonly per: "layer" | "network" | "neuron";
  readonly teacher: number | undefined;
  readonly seed: number;
}

const TRAINING_OPTIONS = ["steps", "batchSize", "learningRate", "teacher", "seed", "engine"];

const TABLE_OPTIONS = Object.keys(SOURCE_OPTIONS).filter(
  (name) => name !== "features" && SOURCE_OPTIONS[name]?.includes("features"),
);

/** Options that do something only where there are recordings: to fine-tune codebooks on, or to calibrate activations. */
export const FINE_TUNING: readonly string[] = [...TRAINING_OPTIONS, ...TABLE_OPTIONS];

const WITH_CODEBOOK: readonly QuantizeMethod[] = ["codebook", "binary"];

/** Which methods have an option that not all have. */
export const QUANTIZE_OPTIONS: MethodOptions<QuantizeMethod> = {
  bits: ["codebook"],
  per: WITH_CODEBOOK,
  activations: ["int8"],
  ...Object.fromEntries(TRAINING_OPTIONS.map((name) => [name, WITH_CODEBOOK])),
  ...Object.fromEntries(["features", ...TABLE_OPTIONS].map((name) => [name, [...WITH_CODEBOOK, "int8"]])),
};

/** Adds the options of methods that start from survivors. */
export function addSurvivorQuantizeOptions(command: Command): Command {
  const { steps, batchSize, learningRate } = FINE_TUNE_DEFAULTS;
  command
    .option("--bits <count>", "bits of a codebook's indices, 1 to 8", wholeNumber(1), QUANTIZE_CODEBOOK_DEFAULTS.bits)
    .option(
      "--per <part>",
      "what has a codebook or scale of its own: layer; codebook also network, binary also neuron",
      choice(["layer", "network", "neuron"]),
      QUANTIZE_BINARY_DEFAULTS.per,
    );
  addTableOptions(command)
    .option("--steps <count>", "steps of fine-tuning codebooks, with --features", wholeNumber(1), steps)
    .option("--batch-size <rows>", "rows of a batch in fine-tuning", wholeNumber(1), batchSize)
    .option("--learning-rate <rate>", "Adam's learning rate at the start of fine-tuning", positiveNumber, learningRate)
    .option("--seed <number>", "seed of all chance in fine-tuning", wholeNumber(0), 1);
  addTeacherOption(command, "default: 1");
  addMethodRefusal(command, QUANTIZE_OPTIONS);
  return command.hook("preAction", (_, acting) => refuseWithoutData(acting));
}

/** The network of a file without what is unused, quantised by the method that the flags name, and fine-tuned with data. */
export async function quantizeSurvivors(
  model: OpenSurvivors,
  flags: SurvivorQuantizeFlags,
  command: Command,
  progress: Progress,
): Promise<{ quantized: QuantizedNetwork; findings: readonly Finding[] }> {
  // Powers of two take the fewest bytes; offsets go into the biases last, with the kernel as it is after rounding.
  const network = powersOfTwo(shrink(model.network));
  const quantized = quantizerOf(flags)({ ...model, network });
  if (!flags.features) return { quantized: mergeInputOffset(quantized), findings: [] };
  const { table, findings } = await openCheckedTable(flags, progress);
  const tuned = await fineTuned(quantized, { ...model, network }, table, flags, command, progress);
  return { quantized: mergeInputOffset(tuned), findings };
}

function quantizerOf(flags: SurvivorQuantizeFlags): (model: OpenSurvivors) => QuantizedNetwork {
  const { method, bits, per } = flags;
  switch (method) {
    case "float16":
      return ({ network }) => quantizeFloat16(network);
    case "codebook":
      if (per === "neuron") throw new UserError("--per neuron: codebooks are per layer or per network");
      if (bits > 8) throw new UserError(`--bits ${bits}: a codebook has 1 to 8 bits`);
      return ({ network }) => quantizeCodebook(network, { bits, per });
    case "binary":
      if (per === "network") throw new UserError("--per network: scales of signs are per layer or per neuron");
      if (per === "neuron" && flags.features)
        throw new UserError("--features: scales per neuron are not fine-tuned; leave it out, or take --per layer");
      return ({ network }) => quantizeBinary(network, { per });
  }
}

/** @throws UserError if an option was given that needs data, and none are. */
function refuseWithoutData(command: Command): void {
  if (isGiven(command, "features")) return;
  for (const name of FINE_TUNING)
    if (isGiven(command, name)) {
      const { long } = command.options.find((option) => option.attributeName() === name) ?? {};
      throw new UserError(`${long}: does nothing without --features, the recordings to learn from`);
    }
}

/** Codebooks adapted to the train partition: to the answers that the network gave before, or to the labels. */
async function fineTuned(
  quantized: QuantizedNetwork,
  model: OpenSurvivors,
  table: FeatureTable,
  flags: SurvivorQuantizeFlags,
  command: Command,
  progress: Progress,
): Promise<QuantizedNetwork> {
  const rows = selectRows(table, rowsOfPartition(table, "train"));
  const { teacher: weight = 1 } = flags;
  const { network, path } = model;
  assertSameProfile(network, rows, path);
  const train =
    weight === 1 ? selectFeatures(rows, network.features, path) : fitLabeledTable(network, rows, path, "train");
  if (train.ids.length === 0)
    throw new UserError("quantize: the train partition is empty; there is nothing to learn from");
  const engine = openSparseEngine(flags);
  const targets = await targetsOf(engine, network, train, { weight, temperature: 1 }, "equal");
  const options = retrainingOptions(command, flags, FINE_TUNE_DEFAULTS);
  const random = new Random(flags.seed).fork("fine-tuning");
  progress.start("fine-tuning", options.steps);
  const task = { network: quantized, inputs: train.values, targets, options, random };
  let last = 0;
  const tuned = await fineTuneCodebook(engine, task, {
    onStep: ({ step, loss }) => {
      last = loss;
      return progress.step(step, `loss ${lossText(loss)}`);
    },
  });
  progress.done(`${options.steps} steps, loss ${lossText(last)}`);
  return tuned;
}

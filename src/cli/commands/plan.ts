/**
 * `coldpress plan`: the arithmetic of a network and its pruning, before there is any data.
 */

import type { Command } from "commander";
import { PAPER_MODELS } from "../../experiment/paper.ts";
import {
  type Architecture,
  checkedArchitecture,
  countParameters,
  layerShapes,
  type ModelName,
  paperArchitecture,
} from "../../network/architecture.ts";
import { PRUNING_LENGTH_DEFAULTS, type PruningLength, pruningPlan } from "../../pruning/plan.ts";
import { PRUNING_DEFAULTS, PRUNING_ENDS, type PruningOptions } from "../../pruning/schedule.ts";
import { addShapeOptions } from "../options/model-options.ts";
import { choice, share, wholeNumber } from "../options/option-parsers.ts";
import { type NetworkPlan, type PaperFigures, planText } from "../terminal/plan-text.ts";
import { printJson } from "../terminal/print.ts";

interface PlanFlags extends PruningLength {
  model: ModelName;
  inputs: number;
  classes: number;
  hidden?: number[];
  sparsity: number;
  pruningEnd: PruningOptions["end"];
  json?: true;
}

const PAPER_INPUTS = 6373;
const PAPER_CLASSES = 2;
const FLOAT32_BYTES = 4;

export function register(command: Command): void {
  addShapeOptions(command, "A, B or C of the paper")
    .option("--inputs <count>", "number of features", wholeNumber(1), PAPER_INPUTS)
    .option("--classes <count>", "number of classes", wholeNumber(2), PAPER_CLASSES)
    .option("--examples <count>", "training examples", wholeNumber(1), PRUNING_LENGTH_DEFAULTS.examples)
    .option("--epochs <count>", "epochs of pruning", wholeNumber(1), PRUNING_LENGTH_DEFAULTS.epochs)
    .option("--batch-size <rows>", "rows of a batch", wholeNumber(1), PRUNING_LENGTH_DEFAULTS.batchSize)
    .option("--sparsity <share>", "share of zeros aimed at", share, PRUNING_DEFAULTS.finalSparsity)
    .option(
      "--pruning-end <kind>",
      "as-paper: the target lies one step after the last one and is missed; reaching: it is met",
      choice(PRUNING_ENDS),
      PRUNING_DEFAULTS.end,
    )
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  coldpress plan --model A --json")
    .action((flags: PlanFlags) => {
      const plan = describe(flags);
      if (flags.json) printJson(plan);
      else process.stdout.write(`${planText(plan)}\n`);
    });
}

function describe(flags: PlanFlags): NetworkPlan {
  const { model, inputs, classes, hidden } = flags;
  const architecture: Architecture = hidden
    ? checkedArchitecture({ inputs, hidden, classes })
    : paperArchitecture(model, inputs, classes);
  const parameters = countParameters(architecture);
  const pruning = pruningPlan(
    architecture,
    { ...PRUNING_DEFAULTS, finalSparsity: flags.sparsity, end: flags.pruningEnd },
    flags,
  );
  return {
    model: hidden ? "custom" : model,
    layers: layerShapes(architecture).map((shape, layer) => ({
      ...shape,
      activation: layer < architecture.hidden.length ? "sigmoid" : "softmax",
      parameters: shape.inputs * shape.outputs + shape.outputs,
    })),
    parameters: { ...parameters, bytes: parameters.total * FLOAT32_BYTES },
    pruning,
    paper: paperFigures(flags, parameters.trainable, pruning.updates.at(-1)?.survivors),
  };
}

/** The paper's numbers where the plan is for the paper's network, with what we find more or less. */
function paperFigures(
  { model, inputs, classes, hidden }: PlanFlags,
  trainable: number,
  survivors?: number,
): PaperFigures | null {
  if (hidden || inputs !== PAPER_INPUTS || classes !== PAPER_CLASSES) return null;
  const paper = PAPER_MODELS[model];
  return {
    trainableParameters: paper.trainableParameters,
    trainableDifference: trainable - paper.trainableParameters,
    survivors: paper.survivors,
    survivorDifference: (survivors ?? 0) - paper.survivors,
  };
}

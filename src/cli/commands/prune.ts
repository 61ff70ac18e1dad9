/**
 * `coldpress prune`: most weights of a trained network go while the others adapt.
 */

import type { Command } from "commander";
import { LEAST_PRUNING, PRUNE_DEFAULTS } from "../../pruning/prune.ts";
import { addDataOptions } from "../data/data-input.ts";
import { type MagnitudeFlags, pruneByMagnitude } from "../networks/magnitude-pruning.ts";
import { addSurvivorOptions, SURVIVOR_METHODS, SURVIVOR_OPTIONS } from "../networks/survivor-methods.ts";
import { pruneSurvivors, type SurvivorPruningFlags } from "../networks/survivor-pruning.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { addLeftoverOptions } from "../options/leftover-options.ts";
import { addMethodRefusal, type MethodOptions } from "../options/method-options.ts";
import { choice } from "../options/option-parsers.ts";
import { addPruningOptions, addTrainingOptions } from "../options/training-options.ts";
import { Progress } from "../terminal/progress.ts";

const METHODS = ["magnitude", ...SURVIVOR_METHODS] as const;

type PruneMethod = (typeof METHODS)[number];

const MAGNITUDE_ONLY = [
  "epochs",
  "schedule",
  "checkpointSeconds",
  "normalization",
  "pruningEnd",
  "resume",
  "overwrite",
];

/** Which methods have an option that not all have. */
export const METHOD_OPTIONS: MethodOptions<PruneMethod> = {
  ...SURVIVOR_OPTIONS,
  ...Object.fromEntries(MAGNITUDE_ONLY.map((name) => [name, ["magnitude"] as const])),
  sparsity: METHODS.filter((method) => method !== "distill"),
};

type PruneFlags = ({ readonly method: "magnitude" } & MagnitudeFlags) | SurvivorPruningFlags;

export function register(command: Command): void {
  command
    .argument("<model>", "a trained network (.safetensors; for other methods than magnitude also .coldpress)")
    .option("--method <name>", "magnitude, the paper's, or another one: docs/methods.md", choice(METHODS), "magnitude");
  addDataOptions(command).requiredOption(
    "--out <file>",
    "where the pruned network goes (.safetensors, or .coldpress without what is unused)",
  );
  addLeftoverOptions(command, " (magnitude)");
  addTrainingOptions(command, LEAST_PRUNING, PRUNE_DEFAULTS.training);
  addPruningOptions(command);
  addSurvivorOptions(command);
  addMethodRefusal(command, METHOD_OPTIONS);
  addEngineOptions(command)
    .option("--json", "print file, survivors and history or devel UAR as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress prune a.safetensors --features features/ --out a-pruned.safetensors\n" +
        "  coldpress prune a.safetensors --features features/ --method global --sparsity 0.99 --out a-small.coldpress\n\n" +
        "Methods other than magnitude start at --learning-rate 0.01 (distill 0.001) and have --dropout 0.",
    )
    .action(run);
}

async function run(model: string, flags: PruneFlags, command: Command): Promise<void> {
  const progress = new Progress({ quiet: false });
  try {
    if (flags.method === "magnitude") await pruneByMagnitude(model, flags, progress);
    else await pruneSurvivors(model, flags, command, progress);
  } finally {
    progress.stop();
  }
}

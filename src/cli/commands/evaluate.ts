/**
 * `coldpress evaluate`: UAR of a network on a partition, alone or against the network that it was made from.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { Random } from "../../core/random.ts";
import { BOOTSTRAP_DEFAULTS, bootstrapUar, bootstrapUarDrop } from "../../evaluation/bootstrap.ts";
import type { Classification } from "../../evaluation/classification.ts";
import { compare } from "../../evaluation/compare.ts";
import { evaluate } from "../../evaluation/evaluate.ts";
import { type EngineSettings, openEngine } from "../../node/open-engine.ts";
import { openNetwork } from "../../node/open-network.ts";
import { dataFaults, faultPrefix } from "../../report/data-faults.ts";
import { type EvaluationDataFlags, rowsToEvaluate } from "../data/rows-to-evaluate.ts";
import { addTableOptions } from "../data/table-input.ts";
import { classifyRows } from "../networks/classify-rows.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { choice, wholeNumber } from "../options/option-parsers.ts";
import { refuseOptionsOfOtherSources } from "../options/source-options.ts";
import { bootstrapText, comparisonText, evaluationText } from "../terminal/evaluation-text.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";

const INTERVALS = ["jackknife", "bootstrap"] as const;

interface EvaluateFlags extends EvaluationDataFlags, EngineSettings {
  readonly against?: string;
  readonly intervals: (typeof INTERVALS)[number];
  readonly json?: true;
}

export function register(command: Command): void {
  command.argument("<model>", "a network (.safetensors, .tflite, .coldpress)");
  addTableOptions(command)
    .option("--corpus <folder>", "recordings: URTIC's layout, a folder with labels.tsv, or one sub-folder per class")
    .option("--cache <folder>", "where features of recordings are kept", ".coldpress-cache")
    .option("--partition <name>", "which recordings; 'all' for every one", "test")
    .option("--against <model>", "the network that this one was made from")
    .option(
      "--seed <number>",
      "seed of the permutations for the test against chance, and of the split of a corpus without partitions",
      wholeNumber(0),
      1,
    )
    .option(
      "--intervals <kind>",
      "'bootstrap' prints percentile intervals too, for comparison",
      choice(INTERVALS),
      "jackknife",
    );
  addEngineOptions(command)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress evaluate a-pruned.tflite --features features/ --against a.safetensors\n" +
        "  coldpress evaluate squeezed.coldpress --corpus recordings/\n\n" +
        "Of recordings just the features that the networks need are computed. Not a medical device.",
    )
    .hook("preAction", (_, acting) => refuseOptionsOfOtherSources(acting))
    .action(run);
}

async function run(path: string, flags: EvaluateFlags): Promise<void> {
  if (!flags.features && flags.corpus === undefined)
    throw new UserError("evaluate: name what to evaluate on: tables with --features, or recordings with --corpus");
  const progress = new Progress({ quiet: false });
  const engine = await openEngine(flags);
  try {
    const network = openNetwork(path, { engine });
    const reference = flags.against === undefined ? undefined : openNetwork(flags.against, { engine });
    const networks = reference ? [network, reference] : [network];
    const { table, findings } = await rowsToEvaluate(flags, networks, progress);
    const faults = dataFaults(findings, { usesDevel: flags.partition !== "test" });
    const classification = await classifyRows(network, table);
    const random = new Random(flags.seed);
    const evaluation = evaluate(classification, random);
    const original = reference ? await classifyRows(reference, table) : null;
    const comparison = original && compare(original, classification);
    const resampled = flags.intervals === "bootstrap" ? resampledText(classification, original, random) : "";
    if (flags.json) printJson({ model: path, partition: flags.partition, findings, evaluation, comparison });
    else {
      const texts = [faultPrefix(faults) + evaluationText(evaluation), comparisonText(comparison), resampled];
      process.stdout.write(`${[...texts, ...faults.sentences].filter(Boolean).join("\n\n")}\n`);
    }
  } finally {
    await engine.close();
  }
}

/** Percentile intervals beside those that are reported. */
function resampledText(classification: Classification, original: Classification | null, random: Random): string {
  const uar = bootstrapUar(classification, BOOTSTRAP_DEFAULTS, random.fork("bootstrap of UAR"));
  const drop =
    original && bootstrapUarDrop(original, classification, BOOTSTRAP_DEFAULTS, random.fork("bootstrap of the drop"));
  return bootstrapText(uar.summary.interval, drop?.summary.interval ?? null);
}

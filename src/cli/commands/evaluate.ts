/**
 * `coldpress evaluate`: UAR of a network on a partition, alone or against the network that it was made from.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { Random } from "../../core/random.ts";
import { mostProbableClasses } from "../../engine/predict.ts";
import { BOOTSTRAP_DEFAULTS, bootstrapUar, bootstrapUarDrop } from "../../evaluation/bootstrap.ts";
import { CHANCE_LEVEL } from "../../evaluation/chance-level.ts";
import type { Classification } from "../../evaluation/classification.ts";
import { type Comparison, compare } from "../../evaluation/compare.ts";
import type { Interval } from "../../evaluation/estimate.ts";
import { type Evaluation, evaluate } from "../../evaluation/evaluate.ts";
import { fitTable } from "../../network/fit-table.ts";
import { type EngineSettings, openEngine } from "../../node/open-engine.ts";
import { conclusion } from "../../report/conclusion.ts";
import { pValueText } from "../../report/number-text.ts";
import { type FeatureTable, rowsOfPartition, selectRows, UNKNOWN_LABEL } from "../../table/index.ts";
import { addTableOptions, openTable, type TableFlags } from "../data/table-input.ts";
import { type OpenModel, openModel } from "../networks/open-model.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { choice, wholeNumber } from "../options/option-parsers.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";
import { columnsText } from "../terminal/table-text.ts";

const INTERVALS = ["jackknife", "bootstrap"] as const;

interface EvaluateFlags extends TableFlags, EngineSettings {
  readonly partition: string;
  readonly against?: string;
  readonly seed: number;
  readonly intervals: (typeof INTERVALS)[number];
  readonly json?: true;
}

export function register(command: Command): void {
  command.argument("<model>", "a network (.safetensors, .tflite, .coldpress)");
  addTableOptions(command)
    .option("--partition <name>", "which recordings; 'all' for every one", "test")
    .option("--against <model>", "the network that this one was made from")
    .option("--seed <number>", "seed of the permutations for the test against chance", wholeNumber(0), 1)
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
      "\nExample:\n  coldpress evaluate a-pruned.tflite --features features/ --against a.safetensors\n\nNot a medical device.",
    )
    .action(run);
}

async function run(path: string, flags: EvaluateFlags): Promise<void> {
  if (!flags.features) throw new UserError("evaluate: --features is missing; name the tables to evaluate on");
  const progress = new Progress({ quiet: false });
  const engine = await openEngine(flags);
  try {
    const model = openModel(path, engine);
    const table = partitionOf(await openTable(flags, progress), flags.partition);
    const classification = await classify(model, table, path);
    const random = new Random(flags.seed);
    const evaluation = evaluate(classification, random);
    const original =
      flags.against === undefined ? null : await classify(openModel(flags.against, engine), table, flags.against);
    const comparison = original && compare(original, classification);
    const resampled = flags.intervals === "bootstrap" ? bootstrapText(classification, original, random) : "";
    if (flags.json) printJson({ model: path, partition: flags.partition, evaluation, comparison });
    else
      process.stdout.write(
        `${[evaluationText(evaluation), comparisonText(comparison), resampled].filter(Boolean).join("\n\n")}\n`,
      );
  } finally {
    await engine.close();
  }
}

function partitionOf(table: FeatureTable, partition: string): FeatureTable {
  const rows = partition === "all" ? [...table.ids.keys()] : [...rowsOfPartition(table, partition)];
  const labeled = rows.filter((row) => table.labels[row] !== UNKNOWN_LABEL);
  if (labeled.length === 0) throw new UserError(`evaluate: no recording of ${partition} has a label`);
  return selectRows(table, labeled);
}

async function classify(model: OpenModel, table: FeatureTable, path: string): Promise<Classification> {
  const { classes, labels, speakers } = fitTable(model, table, path);
  return { classes, labels, predicted: mostProbableClasses(await model.predict(table), classes.length), speakers };
}

function evaluationText({ classes, confusion, recalls, uar, chance, recordings }: Evaluation): string {
  const { interval, unit, unitCount, warnings } = uar;
  const range = `[${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`;
  const rows = classes.map((name, actual) => [
    name,
    recalls[actual]?.toFixed(3) ?? "-",
    ...(confusion[actual] ?? []).map(String),
  ]);
  return [
    `UAR ${uar.estimate.toFixed(3)} ${range} on ${recordings} recordings (95 % interval over ${unitCount} ${unit}s)`,
    columnsText(["class", "recall", ...classes.map((name) => `as ${name}`)], rows),
    chance.pValue > CHANCE_LEVEL
      ? `Not shown to be better than chance (p ${pValueText(chance.pValue)}, labels permuted ${chance.moved})`
      : `Better than chance (p ${pValueText(chance.pValue)}, labels permuted ${chance.moved})`,
    ...warnings,
  ].join("\n");
}

/** Percentile intervals beside those that are reported: what papers mostly print, and too narrow with few speakers. */
function bootstrapText(classification: Classification, original: Classification | null, random: Random): string {
  const range = ({ interval: { low, high } }: { interval: Interval }) => `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
  const uar = bootstrapUar(classification, BOOTSTRAP_DEFAULTS, random.fork("bootstrap of UAR")).summary;
  const drop =
    original &&
    bootstrapUarDrop(original, classification, BOOTSTRAP_DEFAULTS, random.fork("bootstrap of the drop")).summary;
  return `For comparison, percentile bootstrap: UAR ${range(uar)}${drop ? `, drop ${range(drop)}` : ""}`;
}

function comparisonText(comparison: Comparison | null): string {
  if (!comparison) return "";
  const { uarDrop, nonInferiority, mcnemar, agreement } = comparison;
  const range = `[${uarDrop.interval.low.toFixed(3)}, ${uarDrop.interval.high.toFixed(3)}]`;
  return [
    `Drop of UAR against the original: ${uarDrop.estimate.toFixed(3)} ${range}`,
    `At the margin ${nonInferiority.margin}: ${nonInferiority.verdict}; ${conclusion(comparison)}`,
    `McNemar: ${mcnemar.overall.onlyFirst} right only before, ${mcnemar.overall.onlySecond} only after, ` +
      `mid-p ${mcnemar.overall.pMid.toPrecision(3)}`,
    `Same answer for ${(100 * agreement).toFixed(1)} % of the recordings`,
  ].join("\n");
}

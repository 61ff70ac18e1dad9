/**
 * `coldpress evaluate`: UAR of a network on a partition, alone or against the network that it was made from.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { Random } from "../../core/random.ts";
import { mostProbableClasses } from "../../engine/predict.ts";
import type { Classification } from "../../evaluation/classification.ts";
import { type Comparison, compare } from "../../evaluation/compare.ts";
import { type Evaluation, evaluate } from "../../evaluation/evaluate.ts";
import { fitTable } from "../../network/fit-table.ts";
import { type EngineSettings, openEngine } from "../../node/open-engine.ts";
import { type FeatureTable, rowsOfPartition, selectRows, UNKNOWN_LABEL } from "../../table/index.ts";
import { addTableOptions, openTable, type TableFlags } from "../data/table-input.ts";
import { type OpenModel, openModel } from "../networks/open-model.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { wholeNumber } from "../options/option-parsers.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";
import { columnsText } from "../terminal/table-text.ts";

interface EvaluateFlags extends TableFlags, EngineSettings {
  readonly partition: string;
  readonly against?: string;
  readonly seed: number;
  readonly json?: true;
}

export function register(command: Command): void {
  command.argument("<model>", "a network (.safetensors, .tflite, .coldpress)");
  addTableOptions(command)
    .option("--partition <name>", "which recordings; 'all' for every one", "test")
    .option("--against <model>", "the network that this one was made from")
    .option("--seed <number>", "seed of the bootstrap", wholeNumber(0), 1);
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
    const evaluation = evaluate(classification, random.fork("bootstrap"));
    const reference = flags.against === undefined ? undefined : openModel(flags.against, engine);
    const comparison = reference
      ? compare(await classify(reference, table, flags.against as string), classification, random.fork("comparison"))
      : null;
    if (flags.json) printJson({ model: path, partition: flags.partition, evaluation, comparison });
    else
      process.stdout.write(
        `${[evaluationText(evaluation), comparisonText(comparison)].filter(Boolean).join("\n\n")}\n`,
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

function evaluationText({ classes, confusion, recalls, uar, recordings }: Evaluation): string {
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
    ...warnings,
  ].join("\n");
}

function comparisonText(comparison: Comparison | null): string {
  if (!comparison) return "";
  const { uarDrop, nonInferiority, mcnemar, agreement } = comparison;
  const range = `[${uarDrop.interval.low.toFixed(3)}, ${uarDrop.interval.high.toFixed(3)}]`;
  return [
    `Drop of UAR against the original: ${uarDrop.estimate.toFixed(3)} ${range}`,
    `At the margin ${nonInferiority.margin}: ${nonInferiority.verdict} (upper bound ${nonInferiority.upper.toFixed(3)})`,
    `McNemar: ${mcnemar.overall.onlyFirst} right only before, ${mcnemar.overall.onlySecond} only after, ` +
      `mid-p ${mcnemar.overall.pMid.toPrecision(3)}`,
    `Same answer for ${(100 * agreement).toFixed(1)} % of the recordings`,
  ].join("\n");
}

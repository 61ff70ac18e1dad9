/**
 * `coldpress predict`: class probabilities of every recording in a table.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { mostProbableClasses } from "../../engine/predict.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { type EngineSettings, openEngine } from "../../node/open-engine.ts";
import { addTableOptions, openTable, type TableFlags } from "../data/table-input.ts";
import { openModel } from "../networks/open-model.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";

interface PredictFlags extends TableFlags, EngineSettings {
  readonly out?: string;
  readonly json?: true;
}

export function register(command: Command): void {
  command.argument("<model>", "a network (.safetensors, .tflite, .coldpress)");
  addTableOptions(command).option("--out <file>", "where the CSV goes (default: stdout)");
  addEngineOptions(command)
    .option("--json", "print JSON instead of CSV")
    .addHelpText(
      "after",
      "\nExample:\n  coldpress predict a.tflite --features new.arff --out predictions.csv\n\nNot a medical device.",
    )
    .action(run);
}

async function run(path: string, flags: PredictFlags): Promise<void> {
  if (!flags.features) throw new UserError("predict: --features is missing; name the tables to predict for");
  const engine = await openEngine(flags);
  try {
    const model = openModel(path, engine);
    const table = await openTable(flags, new Progress({ quiet: false }));
    const { classes } = model;
    const probabilities = await model.predict(table);
    const predicted = mostProbableClasses(probabilities, classes.length);
    const rows = table.ids.map((name, row) => ({
      name,
      predicted: classes[predicted[row]] as string,
      probabilities: [...probabilities.subarray(row * classes.length, (row + 1) * classes.length)],
    }));
    if (flags.json) return printJson({ model: path, classes, recordings: rows });
    const lines = rows.map(({ name, predicted, probabilities }) =>
      [quoted(name), quoted(predicted), ...probabilities.map((p) => p.toPrecision(6))].join(","),
    );
    const csv = `${["name", "predicted", ...classes].map(quoted).join(",")}\n${lines.join("\n")}\n`;
    if (flags.out === undefined) process.stdout.write(csv);
    else writeFileAtomically(flags.out, csv);
  } finally {
    await engine.close();
  }
}

/** A CSV cell, in quotes where it needs them (RFC 4180). */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * `coldpress predict`: what a network says of recordings, or of the rows of a feature table.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import type { RecordingAnswer } from "../../node/ask-recordings.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { type EngineSettings, openEngine } from "../../node/open-engine.ts";
import { openNetwork } from "../../node/open-network.ts";
import { addTableOptions, refuseTableOptions, TABLE_FILE, type TableFlags } from "../data/table-input.ts";
import { answersOfRecordings, answersOfTable } from "../networks/answers.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { outExtension } from "../options/out-file.ts";
import { EXIT_FAILURE } from "../terminal/failure.ts";
import { type PredictionFormat, predictionsText, RESEARCH_ONLY } from "../terminal/predictions.ts";
import { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";

interface PredictFlags extends TableFlags, EngineSettings {
  readonly out?: string;
  readonly csv?: true;
  readonly json?: true;
}

export function register(command: Command): void {
  command
    .argument("<model>", "a network (.safetensors, .tflite, .coldpress)")
    .argument("[recordings...]", "recordings or folders of them (WAV; others with audio-decode); - is standard input");
  addTableOptions(command)
    .option("--csv", "print CSV (default where stdout is no terminal)")
    .option("--json", "print JSON")
    .option("--out <file>", "where the predictions go: .csv or .json (default: stdout)");
  addEngineOptions(command)
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress predict squeezed/squeezed.coldpress cough.wav more-recordings/\n" +
        "  coldpress predict a.tflite --features new.arff --out predictions.csv\n\n" +
        "Only the features that the network needs are computed. A recording that fails does not stop the others: its row\n" +
        `has the reason, and the exit code is 1. ${RESEARCH_ONLY}`,
    )
    .action(run);
}

async function run(path: string, recordings: string[], flags: PredictFlags, command: Command): Promise<void> {
  checkSource(recordings, flags, command);
  const format = formatOf(flags);
  const progress = new Progress({ quiet: false });
  const engine = await openEngine(flags);
  try {
    const network = openNetwork(path, { engine });
    const { answers, findings } = flags.features
      ? await answersOfTable(network, flags, progress)
      : await answersOfRecordings(network, recordings, flags, progress);
    sayFindings(findings, progress);
    const { classes } = network;
    const text = predictionsText({ model: path, classes, answers, findings, mayFail: recordings.length > 0 }, format);
    if (flags.out === undefined) process.stdout.write(text);
    else writeFileAtomically(flags.out, text);
    if (format !== "table") process.stderr.write(`${RESEARCH_ONLY}\n`);
    reportFailures(answers, format);
  } finally {
    progress.stop();
    await engine.close();
  }
}

function checkSource(recordings: readonly string[], flags: PredictFlags, command: Command): void {
  if (recordings.length === 0 && !flags.features)
    throw new UserError("predict: nothing to predict for; name recordings, or tables with --features");
  if (recordings.length === 0) return;
  const table = recordings.find((path) => TABLE_FILE.test(path));
  if (table !== undefined && !flags.features)
    throw new UserError(`predict: ${table} is called as a feature table; name it with --features`);
  if (flags.features) throw new UserError("predict: recordings and --features: only one of them can be named");
  refuseTableOptions(command, "does nothing with recordings; it belongs to --features");
}

/** A table on a terminal, CSV elsewhere; what --out is called decides where it is given. */
function formatOf({ out, csv, json }: PredictFlags): PredictionFormat {
  if (csv && json) throw new UserError("--csv and --json: only one of them can be asked for");
  const asked = csv ? "csv" : json ? "json" : undefined;
  if (out === undefined) return asked ?? (process.stdout.isTTY ? "table" : "csv");
  const named = outExtension("predict", out, [".csv", ".json"]) === ".json" ? "json" : "csv";
  if (asked && asked !== named) throw new UserError(`--${asked}: --out ${out} is another format`);
  return named;
}

function reportFailures(answers: readonly RecordingAnswer[], format: PredictionFormat): void {
  const failures = answers.flatMap((answer) => ("error" in answer ? [answer.error] : []));
  if (failures.length === 0) return;
  if (format !== "table") for (const failure of failures) process.stderr.write(`failed ${failure}\n`);
  process.stderr.write(`${failures.length} of ${answers.length} recordings have no answer\n`);
  process.exitCode = EXIT_FAILURE;
}

/**
 * `coldpress reproduce`: the paper's experiment from a table to Tables 1-3, result.json and report.html.
 */

import { join } from "node:path";
import type { Command } from "commander";
import { reproduce } from "../../experiment/reproduce.ts";
import { squeezedFile } from "../../experiment/squeeze-model.ts";
import { paperTables } from "../../experiment/tables.ts";
import { MODEL_NAMES } from "../../network/architecture.ts";
import { openEngine } from "../../node/open-engine.ts";
import { checkRunFolder, openRunFolder } from "../../node/run-folder.ts";
import { modelCards } from "../../report/model-card.ts";
import { renderReport } from "../../report/report.ts";
import { RECIPE_VERSIONS } from "../../runs/recipes.ts";
import type { SqueezeResult } from "../../squeeze/squeeze-result.ts";
import { TEST_LOOKS_FILE } from "../../squeeze/test-looks.ts";
import { LEAST_TRAINING } from "../../training/run-length.ts";
import { TRAIN_DEFAULTS } from "../../training/train.ts";
import { addDataOptions, type DataFlags, firstRound, inputsOf, openExperimentData } from "../data/data-input.ts";
import { madeWith, VERSION } from "../files/made-with.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { addPlanOptions, experimentPlan, type PlanFlags } from "../options/experiment-plan.ts";
import { modelNames } from "../options/option-parsers.ts";
import { addPruningOptions, addTrainingOptions, checkpointClock } from "../options/training-options.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";
import { sayWhatToKnow } from "../terminal/say-result.ts";
import { tableText } from "../terminal/table-text.ts";

interface ReproduceFlags extends DataFlags, PlanFlags {
  readonly out: string;
  readonly overwrite?: true;
  readonly json?: true;
}

export function register(command: Command): void {
  addDataOptions(command)
    .option("--models <names>", "which of the paper's models", modelNames, [...MODEL_NAMES])
    .option("--out <folder>", "where models, result.json and report.html go", "coldpress-out")
    .option("--overwrite", "start anew where the folder holds another run; removes that run's own files only");
  addPlanOptions(command);
  addTrainingOptions(command, LEAST_TRAINING, TRAIN_DEFAULTS);
  addPruningOptions(command);
  addEngineOptions(command)
    .option("--json", "print the result as JSON instead of tables")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress reproduce\n  coldpress reproduce --features corpus/features --models A --out run1\n  coldpress reproduce --corpus corpus" +
        "\n\nAn interrupted run resumes when the command is given again.",
    )
    .action(run);
}

async function run(flags: ReproduceFlags): Promise<void> {
  checkRunFolder(flags.out);
  const progress = new Progress({ quiet: false });
  const { experiment, rebalancing } = await openExperimentData(flags, progress, "every round");
  const plan = experimentPlan(flags, firstRound(experiment).train);
  const engine = await openEngine(flags);
  try {
    const recipes = { engine: engine.kind, versions: RECIPE_VERSIONS };
    const settings = { command: "reproduce", ...recipes, data: experiment.description.hash, ...plan };
    const store = openRunFolder(flags.out, settings, {
      overwrite: flags.overwrite === true,
      inputs: inputsOf(flags),
      kept: [TEST_LOOKS_FILE],
    });
    const write = (name: string, text: string) => store.write(name, [new TextEncoder().encode(text)]);
    if (rebalancing !== null) await write("rebalancing.tsv", rebalancing);
    const tools = { engine, store, observer: progress, version: VERSION, checkpointDue: checkpointClock(flags) };
    const result = await reproduce(plan, experiment, tools, madeWith(engine));
    await write("result.json", `${JSON.stringify(result, null, 1)}\n`);
    await write("report.html", renderReport(result));
    for (const { name, text } of result.models.flatMap((model) => modelCards(result, model))) await write(name, text);
    if (flags.json) printJson(result);
    else process.stdout.write(`${paperTables(result).map(tableText).join("\n\n")}\n\n`);
    sayWhatToKnow(result, experiment.description.findings, progress);
    for (const { squeezed } of result.models) if (squeezed?.choice) sayWhereSqueezed(squeezed, flags.out, progress);
    progress.say(`Open ${join(flags.out, "report.html")}; models and result.json are beside it.`);
  } finally {
    progress.stop();
    await engine.close();
  }
}

/** Where the squeezed network is, and how to see it at work. */
function sayWhereSqueezed(squeezed: SqueezeResult, folder: string, progress: Progress): void {
  const file = join(folder, squeezedFile(squeezed));
  progress.say(`The squeezed network is ${file}; a page that listens with it:`);
  progress.say(`  npx coldpress export web ${file} --figures ${join(folder, "result.json")} --out site --open`);
}

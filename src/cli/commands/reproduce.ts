/**
 * `coldpress reproduce`: the paper's experiment from a table to Tables 1-3, result.json and report.html.
 */

import { join } from "node:path";
import type { Command } from "commander";
import pc from "picocolors";
import { COMPARE_DEFAULTS } from "../../evaluation/compare.ts";
import type { ExperimentPlan } from "../../experiment/plan.ts";
import { reproduce } from "../../experiment/reproduce.ts";
import type { ExperimentResult, ModelResult } from "../../experiment/result.ts";
import { squeezedFile } from "../../experiment/squeeze-model.ts";
import { REPRODUCE_SQUEEZE } from "../../experiment/squeeze-plan.ts";
import { paperTables } from "../../experiment/tables.ts";
import { MODEL_NAMES, type ModelName, paperArchitecture } from "../../network/architecture.ts";
import { openEngine } from "../../node/open-engine.ts";
import { checkRunFolder, openRunFolder } from "../../node/run-folder.ts";
import { LEAST_PRUNING, PRUNE_DEFAULTS, pruningEpochs } from "../../pruning/prune.ts";
import { renderModelCard, renderSqueezedCard } from "../../report/model-card.ts";
import { renderReport } from "../../report/report.ts";
import { squeezeVerdict } from "../../report/squeeze-verdict.ts";
import { resultVerdict } from "../../report/verdict.ts";
import { RECIPE_VERSIONS } from "../../runs/recipes.ts";
import type { DataFinding } from "../../squeeze/squeeze-result.ts";
import { TEST_LOOKS_FILE } from "../../squeeze/test-looks.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { LEAST_TRAINING } from "../../training/run-length.ts";
import { TRAIN_DEFAULTS } from "../../training/train.ts";
import { addDataOptions, type DataFlags, firstRound, inputsOf, openExperimentData } from "../data/data-input.ts";
import { madeWith, VERSION } from "../files/made-with.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { modelNames, positiveNumber, wholeNumber } from "../options/option-parsers.ts";
import {
  addPruningOptions,
  addTrainingOptions,
  checkpointClock,
  epochsByDefault,
  type PruningFlags,
  pruneOptions,
  type TrainingFlags,
  trainOptions,
} from "../options/training-options.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";
import { tableText } from "../terminal/table-text.ts";

interface ReproduceFlags extends DataFlags, TrainingFlags, PruningFlags {
  readonly models: ModelName[];
  readonly pruningEpochs?: number;
  readonly pruningLearningRate: number;
  readonly squeeze: boolean;
  readonly out: string;
  readonly overwrite?: true;
  readonly json?: true;
}

export function register(command: Command): void {
  command;
  addDataOptions(command)
    .option("--models <names>", "which of the paper's models", modelNames, [...MODEL_NAMES])
    .option("--out <folder>", "where models, result.json and report.html go", "coldpress-out")
    .option("--overwrite", "start anew where the folder holds another run; removes that run's own files only")
    .option(
      "--pruning-epochs <count>",
      `epochs of pruning (default: ${epochsByDefault(LEAST_PRUNING)})`,
      wholeNumber(1),
    )
    .option(
      "--pruning-learning-rate <rate>",
      "Adam's learning rate at the start of pruning",
      positiveNumber,
      PRUNE_DEFAULTS.training.learningRate,
    )
    .option("--no-squeeze", "leave out the search for the smallest network that is as good");
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
  const plan = planOf(flags, firstRound(experiment).train);
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
    for (const { squeezed } of result.models)
      if (squeezed?.choice) progress.say(`The squeezed network is ${join(flags.out, squeezedFile(squeezed))}.`);
    progress.say(`Open ${join(flags.out, "report.html")}; models and result.json are beside it.`);
  } finally {
    progress.stop();
    await engine.close();
  }
}

/** The cards of a model's networks, with the names of their files. */
function modelCards(result: ExperimentResult, model: ModelResult): { name: string; text: string }[] {
  const card = (name: string, text: string) => ({ name: `${model.name}/${name}.model-card.md`, text });
  return [
    ...model.variants.map((variant) => card(variant.name, renderModelCard(result, model, variant))),
    ...(model.squeezed?.choice ? [card("squeezed", renderSqueezedCard(result, model))] : []),
  ];
}

/** Verdict, caveats, findings and differences, as the report has them. @param said  When the data were read. */
function sayWhatToKnow(result: ExperimentResult, said: readonly DataFinding[], progress: Progress): void {
  const { sentence, others, caveats } = resultVerdict(result);
  const squeezes = result.models.flatMap(({ name, squeezed }) =>
    squeezed ? [`${name} squeezed. ${squeezeVerdict(squeezed).sentence}`] : [],
  );
  for (const line of [sentence, ...others.map((other) => other.sentence), ...squeezes]) progress.say(pc.bold(line));
  for (const line of caveats) progress.say(`${pc.yellow("caveat")} ${line}`);
  const known = [...caveats, ...said.map(({ sentence }) => sentence)];
  sayFindings(
    result.data.findings.filter(({ sentence }) => !known.includes(sentence)),
    progress,
  );
  for (const line of result.differences) progress.say(`${pc.dim("not like the paper")} ${line}`);
  progress.say("For research; not a medical device.");
}

function planOf(flags: ReproduceFlags, { ids, features, classes }: FeatureTable): ExperimentPlan {
  const training = trainOptions(flags, LEAST_TRAINING, ids.length);
  const epochs = flags.pruningEpochs ?? pruningEpochs(ids.length, flags.batchSize);
  return {
    models: flags.models.map((name) => ({
      name,
      architecture: paperArchitecture(name, features.length, classes.length),
    })),
    seed: flags.seed,
    training,
    pruning: pruneOptions(flags, { ...training, epochs, learningRate: flags.pruningLearningRate }),
    comparison: COMPARE_DEFAULTS,
    squeeze: flags.squeeze ? REPRODUCE_SQUEEZE : null,
  };
}

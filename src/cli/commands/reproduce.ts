/**
 * `coldpress reproduce`: the paper's experiment from a table to Tables 1-3, result.json and report.html.
 */

import { join } from "node:path";
import type { Command } from "commander";
import pc from "picocolors";
import { COMPARE_DEFAULTS } from "../../evaluation/compare.ts";
import type { ExperimentPlan } from "../../experiment/plan.ts";
import { reproduce } from "../../experiment/reproduce.ts";
import type { ExperimentResult, Finding, ModelResult } from "../../experiment/result.ts";
import { squeezedFile } from "../../experiment/squeeze-model.ts";
import { REPRODUCE_SQUEEZE } from "../../experiment/squeeze-plan.ts";
import { paperTables } from "../../experiment/tables.ts";
import { MODEL_NAMES, type ModelName, paperArchitecture } from "../../network/architecture.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { folderStore } from "../../node/folder-store.ts";
import { openEngine } from "../../node/open-engine.ts";
import { PRUNE_DEFAULTS, pruningEpochs } from "../../pruning/prune.ts";
import { renderModelCard, renderSqueezedCard } from "../../report/model-card.ts";
import { renderReport } from "../../report/report.ts";
import { squeezeVerdict } from "../../report/squeeze-verdict.ts";
import { resultVerdict } from "../../report/verdict.ts";
import type { FeatureTable } from "../../table/index.ts";
import { TRAIN_DEFAULTS } from "../../training/train.ts";
import { addDataOptions, type DataFlags, firstRound, openExperimentData } from "../data/data-input.ts";
import { madeWith, VERSION } from "../files/made-with.ts";
import { claimFolder } from "../files/run-folder.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { modelNames, positiveNumber, wholeNumber } from "../options/option-parsers.ts";
import {
  addPruningOptions,
  addTrainingOptions,
  checkpointClock,
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
    .option("--overwrite", "start anew where the folder holds another run")
    .option("--pruning-epochs <count>", "epochs of pruning (default: 5, or as many as make 150 steps)", wholeNumber(1))
    .option(
      "--pruning-learning-rate <rate>",
      "Adam's learning rate at the start of pruning",
      positiveNumber,
      PRUNE_DEFAULTS.training.learningRate,
    )
    .option("--no-squeeze", "leave out the search for the smallest network that is as good");
  addTrainingOptions(command, TRAIN_DEFAULTS.epochs);
  addPruningOptions(command);
  addEngineOptions(command)
    .option("--json", "print the result as JSON instead of tables")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress reproduce\n  coldpress reproduce --features corpus/features --models A --out run1\n  coldpress reproduce --corpus corpus" +
        "\n\nAn interrupted run goes on where it was when the command is given again.",
    )
    .action(run);
}

async function run(flags: ReproduceFlags): Promise<void> {
  const progress = new Progress({ quiet: false });
  const { experiment, rebalancing } = await openExperimentData(flags, progress, "every round");
  const { train } = firstRound(experiment);
  const plan = planOf(flags, train);
  claimFolder(flags.out, { data: experiment.description.hash, ...plan }, { overwrite: flags.overwrite === true });

  if (rebalancing !== null) writeFileAtomically(join(flags.out, "rebalancing.tsv"), rebalancing);

  const engine = await openEngine(flags);
  try {
    const store = folderStore(flags.out);
    const tools = { engine, store, observer: progress, version: VERSION, checkpointDue: checkpointClock(flags) };
    const result = await reproduce(plan, experiment, tools, madeWith(engine));
    writeFileAtomically(join(flags.out, "result.json"), `${JSON.stringify(result, null, 1)}\n`);
    writeFileAtomically(join(flags.out, "report.html"), renderReport(result));
    for (const model of result.models) writeModelCards(result, model, flags.out);
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

function writeModelCards(result: ExperimentResult, model: ModelResult, out: string): void {
  const write = (name: string, card: string) =>
    writeFileAtomically(join(out, model.name, `${name}.model-card.md`), card);
  for (const variant of model.variants) write(variant.name, renderModelCard(result, model, variant));
  if (model.squeezed?.choice) write("squeezed", renderSqueezedCard(result, model));
}

/** Verdict, caveats, findings and differences, as the report has them. @param said  When the data were read. */
function sayWhatToKnow(result: ExperimentResult, said: readonly Finding[], progress: Progress): void {
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
  const training = trainOptions(flags);
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

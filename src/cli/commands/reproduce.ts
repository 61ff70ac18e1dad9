/**
 * `coldpress reproduce`: the paper's experiment from a table to Tables 1-3, result.json and report.html.
 */

import { join } from "node:path";
import type { Command } from "commander";
import type { Job } from "../../experiment/jobs.ts";
import type { ExperimentResult } from "../../experiment/result.ts";
import { isWorking } from "../../experiment/run-job.ts";
import { squeezedFile } from "../../experiment/squeeze-model.ts";
import { paperTables } from "../../experiment/tables.ts";
import type { SqueezeResult } from "../../squeeze/squeeze-result.ts";
import { doneOnCluster } from "../cluster/reproduce-on-cluster.ts";
import { VERSION } from "../files/made-with.ts";
import {
  addExperimentOptions,
  type ExperimentFlags,
  type ExperimentRun,
  openExperimentRun,
} from "../jobs/experiment-run.ts";
import { performJob, writeResult } from "../jobs/perform-job.ts";
import { addClusterOptions, type ClusterFlags, USUAL_CORES } from "../options/cluster-options.ts";
import { isGiven } from "../options/method-options.ts";
import { checkpointClock } from "../options/training-options.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";
import { sayWhatToKnow } from "../terminal/say-result.ts";
import { tableText } from "../terminal/table-text.ts";

interface ReproduceFlags extends ExperimentFlags, ClusterFlags {
  readonly json?: true;
}

export function register(command: Command): void {
  addClusterOptions(addExperimentOptions(command))
    .option("--json", "print the result as JSON instead of tables")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress reproduce\n  coldpress reproduce --features corpus/features --models A --out run1\n  coldpress reproduce --corpus corpus" +
        "\n  coldpress reproduce --features corpus/features --seeds 5 --on slurm --out shared/run1" +
        "\n\nAn interrupted run resumes when the command is given again.",
    )
    .action((flags: ReproduceFlags) => run(flags, isGiven(command, "threads") ? flags.threads : USUAL_CORES));
}

/** @param cores  Of a task of a cluster. */
async function run(flags: ReproduceFlags, cores: number): Promise<void> {
  const progress = new Progress({ quiet: false });
  const experiment = await openExperimentRun(flags, progress);
  try {
    if (flags.on !== undefined && !(await doneOnCluster(experiment, flags, cores, progress))) return;
    const result = await workedOff(experiment, flags, progress);
    if (flags.json) printJson(result);
    else process.stdout.write(`${paperTables(result).map(tableText).join("\n\n")}\n\n`);
    sayWhatToKnow(result, experiment.data.description.findings, progress);
    for (const { squeezed } of result.models) if (squeezed?.choice) sayWhereSqueezed(squeezed, flags.out, progress);
    progress.say(`Open ${join(flags.out, "report.html")}; models and result.json are beside it.`);
  } finally {
    progress.stop();
    await experiment.engine.close();
  }
}

/** All jobs, done here one after the other, and gathered. */
async function workedOff(run: ExperimentRun, flags: ReproduceFlags, progress: Progress): Promise<ExperimentResult> {
  const { engine, store, jobs } = run;
  const tools = { engine, store, observer: progress, version: VERSION, checkpointDue: checkpointClock(flags) };
  for (const job of jobs.filter(isWorking)) await performJob(job, run, tools);
  return writeResult(jobs.at(-1) as Job, run, tools);
}

/** Where the squeezed network is, and how to see it at work. */
function sayWhereSqueezed(squeezed: SqueezeResult, folder: string, progress: Progress): void {
  const file = join(folder, squeezedFile(squeezed));
  progress.say(`The squeezed network is ${file}; a page that listens with it:`);
  progress.say(`  npx coldpress export web ${file} --figures ${join(folder, "result.json")} --out site --open`);
}

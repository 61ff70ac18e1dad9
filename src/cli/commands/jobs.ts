/**
 * `coldpress jobs`: the experiment of `coldpress reproduce` as a list of jobs in a folder that machines share.
 *
 *   plan     reads the data and writes the list and the tables into the folder
 *   list     the names of the jobs, one a line
 *   run      does one job; whoever has the folder may, in any order, even twice
 *   status   how far the jobs are
 *   gather   result.json and the report, when all are done: the last job of the list
 */

import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { jobProgress, notDone } from "../../experiment/job-states.ts";
import type { Job } from "../../experiment/jobs.ts";
import { openPlannedRun, writeSharedPlan } from "../../node/planned-run.ts";
import { VERSION } from "../files/made-with.ts";
import { addExperimentOptions, type ExperimentFlags, openExperimentRun } from "../jobs/experiment-run.ts";
import { type JobFlags, jobOf, performOne } from "../jobs/run-one.ts";
import { positiveNumber, wholeNumber } from "../options/option-parsers.ts";
import { jobsText, progressText } from "../terminal/jobs-text.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";

interface PlanFlags extends ExperimentFlags {
  readonly json?: true;
}

export function register(command: Command): void {
  command.addHelpText(
    "after",
    "\nExample:\n  coldpress jobs plan --features corpus/features --models A --out shared/run1\n" +
      "  coldpress jobs list shared/run1 | xargs -P 2 -I {} coldpress jobs run shared/run1 --name {} --wait 600",
  );
  addExperimentOptions(command.command("plan").description("write the list of jobs and the tables into a folder"))
    .option("--json", "print the list as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  coldpress jobs plan --features corpus/features --models A --out shared/run1\n  coldpress jobs run shared/run1 --index 0",
    )
    .action(plan);
  addWorkerOptions(
    folderCommand(command, "run", "do one job of a planned run")
      .option("--index <number>", "which job, by its number in the list, from 0", wholeNumber(0))
      .option("--name <name>", "which job, by its name"),
  )
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress jobs run shared/run1 --index 3\n  coldpress jobs run shared/run1 --name A.fold-2 --wait 600" +
        "\n\nA job that is done already is left as it is; one that was interrupted resumes.",
    )
    .action((folder: string, flags: JobFlags) => performOne(folder, (jobs) => jobOf(jobs, flags), flags));
  addWorkerOptions(
    folderCommand(command, "gather", "write result.json and the report of a run whose jobs are done"),
  ).action((folder: string, flags: JobFlags) => performOne(folder, (jobs) => jobs.at(-1) as Job, flags));
  folderCommand(command, "list", "names of the jobs, one a line")
    .option("--missing", "those that are not done only")
    .action(list);
  folderCommand(command, "status", "how far the jobs are; exit code 1 where one has failed")
    .option("--json", "print JSON")
    .action(status);
}

function folderCommand(command: Command, name: string, description: string): Command {
  return command.command(name).description(description).argument("<folder>", "of coldpress jobs plan");
}

function addWorkerOptions(command: Command): Command {
  return command
    .option("--wait <minutes>", "wait so long for jobs that this one needs", positiveNumber)
    .option(
      "--threads <count>",
      "threads; the result is the same for any number",
      wholeNumber(1),
      availableParallelism(),
    );
}

async function plan(flags: PlanFlags): Promise<void> {
  const progress = new Progress({ quiet: false });
  const run = await openExperimentRun(flags, progress);
  try {
    const isKnown = await writeSharedPlan(run, { choice: flags.engine, engine: run.engine }, run.store);
    if (flags.json) printJson(run.jobs);
    else process.stdout.write(`${jobsText(run.jobs)}\n`);
    const known = isKnown ? "; the folder has this plan already" : "";
    progress.say(
      `${flags.out}: ${run.jobs.length} jobs${known}. coldpress jobs run ${flags.out} --index 0 does the first.`,
    );
  } finally {
    progress.stop();
    await run.engine.close();
  }
}

async function list(folder: string, { missing }: { readonly missing?: true }): Promise<void> {
  const { shared, store } = openPlannedRun(folder, VERSION);
  const names = missing ? await notDone(shared.jobs, store) : shared.jobs.map(({ name }) => name);
  process.stdout.write(names.map((name) => `${name}\n`).join(""));
}

async function status(folder: string, { json }: { readonly json?: true }): Promise<void> {
  const { shared, store } = openPlannedRun(folder, VERSION);
  const progress = await jobProgress(shared.jobs, store);
  if (json) printJson(progress.map(({ job, state, failure }) => ({ name: job.name, state, failure })));
  else process.stdout.write(`${progressText(progress)}\n`);
  if (progress.some(({ state }) => state === "failed")) process.exitCode = 1;
}

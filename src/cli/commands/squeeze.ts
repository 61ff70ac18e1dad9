/**
 * `coldpress squeeze`: the smallest network that is shown to be as good as the original.
 */

import { join } from "node:path";
import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { parseJsonRecord } from "../../formats/json.ts";
import { CHOSEN_NAME } from "../../squeeze/squeeze.ts";
import { type SqueezeResult, squeezeResult } from "../../squeeze/squeeze-result.ts";
import { squeezeOnCluster } from "../cluster/squeeze-on-cluster.ts";
import { addDataOptions } from "../data/data-input.ts";
import { doSqueezePart } from "../jobs/squeeze-parts.ts";
import { doSqueeze, openSqueezeRun, SQUEEZE_FILE, type SqueezeRun, type SqueezeRunFlags } from "../jobs/squeeze-run.ts";
import { tellingParent } from "../jobs/tell-parent.ts";
import { addClusterOptions, type ClusterFlags } from "../options/cluster-options.ts";
import { wordsOfTask } from "../options/cluster-words.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { isGiven } from "../options/method-options.ts";
import { wholeNumber } from "../options/option-parsers.ts";
import { addSearchOptions } from "../options/search-options.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";
import { squeezeText } from "../terminal/squeeze-text.ts";

interface SqueezeFlags extends SqueezeRunFlags, ClusterFlags {
  readonly json?: true;
  /** Name of a part. */
  readonly part?: string;
}

export function register(command: Command): void {
  command.argument("<model>", "a trained network (.safetensors)");
  addDataOptions(command)
    .option("--seed <number>", "seed of all chance", wholeNumber(0), 1)
    .option("--out <folder>", "where networks, squeeze.json and front.svg go", "squeezed");
  addSearchOptions(command).option(
    "--overwrite",
    "start anew where the folder holds another run; removes that run's own files only",
  );
  addClusterOptions(command).option(
    "--part <name>",
    "do a part of the search alone, for the run that writes the result: a family, or fold-1, fold-2, …, whole in cross-validation; result: what is left",
  );
  addEngineOptions(command)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress squeeze a.safetensors --features features/ --out squeezed" +
        "\n  coldpress squeeze a.safetensors --features features/ --out shared/squeezed --on slurm" +
        "\n\nIn cross-validation (--folds, or fewer than 30 speakers and no partitions) every fold trains an original of the" +
        "\nmodel's shape, squeezes it and tests the choice; the figures are the procedure's, and the file that is kept is made" +
        "\nof the model and all recordings but a devel fold." +
        "\n\nAn interrupted search resumes when the command is given again. Not a medical device.",
    )
    .action((path: string, flags: SqueezeFlags) => run(path, flags, command));
}

async function run(path: string, flags: SqueezeFlags, command: Command): Promise<void> {
  const startedMs = Date.now();
  refuseBudgetOfParts(flags);
  const progress = new Progress({ quiet: false });
  // Before the data are read, which may take long: a part ends with the worker that has begun it.
  const observer = flags.part === undefined ? progress : tellingParent(progress);
  const opened = await openSqueezeRun(path, flags, progress);
  try {
    if (flags.part !== undefined) {
      await doSqueezePart(opened, flags.part, observer);
      return progress.say(`${flags.part}: done`);
    }
    if (flags.on !== undefined) {
      const words = wordsOfTask(command, process.argv.slice(2));
      const cores = isGiven(command, "threads") ? flags.threads : undefined;
      const isDone = await squeezeOnCluster(opened, { model: path, words, cores }, flags.on, flags, progress);
      if (!isDone) return;
    }
    const result = flags.on === undefined ? await doSqueeze(opened, progress, startedMs) : await writtenResult(opened);
    if (flags.json) printJson(result);
    else process.stdout.write(`${squeezeText(result)}\n`);
    progress.say(`${join(flags.out, CHOSEN_NAME)}, squeeze.json and front.svg are in ${flags.out}.`);
  } finally {
    progress.stop();
    await opened.engine.close();
  }
}

/** The result that a task has written. */
async function writtenResult({ store, flags }: SqueezeRun): Promise<SqueezeResult> {
  const file = join(flags.out, SQUEEZE_FILE);
  const bytes = await store.read(SQUEEZE_FILE);
  if (!bytes) throw new UserError(`${file}: is gone; the same command without --on writes it again`);
  const json = parseJsonRecord(bytes, file);
  if (!squeezeResult.safeParse(json).success)
    throw new UserError(`${file}: is damaged; the same command without --on writes it again`);
  return json as unknown as SqueezeResult;
}

/** @throws UserError if parts would end by the clock: each has one of its own. */
function refuseBudgetOfParts({ budgetMinutes, on, part }: SqueezeFlags): void {
  if (budgetMinutes === undefined || (on ?? part) === undefined) return;
  throw new UserError(
    `--budget-minutes and ${on === undefined ? "--part" : "--on"}: only one of them can be asked for, as the parts of a search must not differ in time`,
  );
}

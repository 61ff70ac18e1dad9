/**
 * `coldpress squeeze`: the smallest network that is shown to be as good as the original.
 */

import { join } from "node:path";
import type { Command } from "commander";
import { mentioned } from "../../features/feature-profile.ts";
import { openEngine, openSparseEngine } from "../../node/open-engine.ts";
import { checkRunFolder, openRunFolder } from "../../node/run-folder.ts";
import { squeezeFront } from "../../report/charts/squeeze-front.ts";
import { RECIPE_VERSIONS } from "../../runs/recipes.ts";
import { CHOSEN_NAME, squeeze } from "../../squeeze/squeeze.ts";
import { squeezeInFolds } from "../../squeeze/squeeze-folds.ts";
import { TEST_LOOKS_FILE } from "../../squeeze/test-looks.ts";
import { addDataOptions, type DataFlags, firstFold, inputsOf, openExperimentData } from "../data/data-input.ts";
import { openOriginal, originalOfFold } from "../networks/squeeze-originals.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { wholeNumber } from "../options/option-parsers.ts";
import { addSearchOptions, refuseBudgetInFolds, type SearchFlags, searchOptions } from "../options/search-options.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";
import { squeezeText } from "../terminal/squeeze-text.ts";

interface SqueezeFlags extends DataFlags, SearchFlags {
  readonly out: string;
  readonly overwrite?: true;
  readonly json?: true;
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
  addEngineOptions(command)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  coldpress squeeze a.safetensors --data features/ --out squeezed" +
        "\n\nIn cross-validation (--folds, or fewer than 30 speakers and no partitions) every fold trains an original of the" +
        "\nmodel's shape, squeezes it and tests the choice; the figures are the procedure's, and the file that is kept is made" +
        "\nof the model and all recordings but a devel fold." +
        "\n\nAn interrupted search resumes when the command is given again. Not a medical device.",
    )
    .action(run);
}

async function run(path: string, flags: SqueezeFlags): Promise<void> {
  checkRunFolder(flags.out);
  const startedMs = Date.now();
  const progress = new Progress({ quiet: false });
  const original = await openOriginal(path);
  const { madeFrom, zipBytes } = original.originalFile;
  const options = { ...searchOptions(flags, zipBytes), seed: flags.seed };
  const asOriginal = { ...mentioned(original.network.profile), ...flags };
  const { experiment } = await openExperimentData(asOriginal, progress, "every fold");
  const inFolds = experiment.folds.length > 1;
  if (inFolds) refuseBudgetInFolds(flags);
  const denseEngine = await openEngine(flags);
  try {
    const recipe = { engine: denseEngine.kind, version: RECIPE_VERSIONS.squeeze };
    const settings = { command: "squeeze", ...recipe, madeFrom, data: experiment.description.hash, seed: flags.seed };
    const store = openRunFolder(flags.out, settings, {
      overwrite: flags.overwrite === true,
      inputs: [path, ...inputsOf(flags)],
      kept: [TEST_LOOKS_FILE],
    });
    const tools = { engine: openSparseEngine(flags), denseEngine, store, observer: progress };
    const { findings } = experiment.description;
    const { result } = inFolds
      ? await squeezeInFolds(
          { folds: experiment.folds, findings, original: originalOfFold(original, flags.seed, tools) },
          options,
          tools,
        )
      : await squeeze(original.network, { ...firstFold(experiment), findings }, options, {
          ...tools,
          timeIsUp: () => Date.now() - startedMs > 60_000 * (flags.budgetMinutes ?? Infinity),
          originalFile: original.originalFile,
        });
    const write = (name: string, text: string) => store.write(name, [new TextEncoder().encode(text)]);
    await write("squeeze.json", `${JSON.stringify(result, null, 1)}\n`);
    await write("front.svg", squeezeFront(result));
    if (flags.json) printJson(result);
    else process.stdout.write(`${squeezeText(result)}\n`);
    progress.say(`${join(flags.out, CHOSEN_NAME)}, squeeze.json and front.svg are in ${flags.out}.`);
  } finally {
    progress.stop();
    await denseEngine.close();
  }
}

/**
 * `coldpress squeeze`: the smallest network that is shown to be as good as the original.
 */

import { basename, join } from "node:path";
import type { Command } from "commander";
import type { ArtifactStore } from "../../core/artifact-store.ts";
import { UserError } from "../../core/errors.ts";
import { sha256 } from "../../core/fingerprint.ts";
import { Random } from "../../core/random.ts";
import { labeledObserver, type RunObserver } from "../../core/run-observer.ts";
import type { Engine } from "../../engine/engine.ts";
import { encodeModelFile } from "../../formats/model-file.ts";
import { zipSizeBytes } from "../../formats/zip.ts";
import { fitLabeledTable } from "../../network/fit-table.ts";
import type { Network } from "../../network/network.ts";
import { openEngine, openSparseEngine } from "../../node/open-engine.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { checkRunFolder, openRunFolder } from "../../node/run-folder.ts";
import { squeezeFront } from "../../report/charts/squeeze-front.ts";
import { RECIPE_VERSIONS } from "../../runs/recipes.ts";
import { trainNetwork } from "../../runs/train-network.ts";
import { FAMILIES, type Family, SQUEEZE_DEFAULTS, type SqueezeOptions } from "../../squeeze/options.ts";
import { CHOSEN_NAME, squeeze } from "../../squeeze/squeeze.ts";
import { squeezeInRounds, type TrainedOriginal } from "../../squeeze/squeeze-rounds.ts";
import { TEST_LOOKS_FILE } from "../../squeeze/test-looks.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import type { TrainingData } from "../../training/train.ts";
import { addDataOptions, type DataFlags, firstRound, inputsOf, openExperimentData } from "../data/data-input.ts";
import { VERSION } from "../files/made-with.ts";
import { trainedNetwork } from "../networks/open-trained.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { bitCounts, byteSize, choices, positiveNumber, share, wholeNumber } from "../options/option-parsers.ts";
import { checkpointClock } from "../options/training-options.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";
import { squeezeText } from "../terminal/squeeze-text.ts";

interface SqueezeFlags extends DataFlags {
  readonly out: string;
  readonly targetSize?: number;
  readonly targetRatio?: number;
  readonly margin: number;
  readonly budgetMinutes?: number;
  readonly families: Family[];
  readonly bits: number[];
  readonly overwrite?: true;
  readonly json?: true;
}

/** Least time between two checkpoints of an original that a round trains. */
const CHECKPOINT_SECONDS = 60;

export function register(command: Command): void {
  const { margin, bits } = SQUEEZE_DEFAULTS;
  command.argument("<model>", "a trained network (.safetensors)");
  addDataOptions(command)
    .option("--seed <number>", "seed of all chance", wholeNumber(0), 1)
    .option("--out <folder>", "where networks, squeeze.json and front.svg go", "squeezed")
    .option("--target-size <size>", "the best of at most this size, as 144KB or 28KiB", byteSize)
    .option("--target-ratio <times>", "the best of at most this share of the original's zip", positiveNumber)
    .option("--margin <drop>", "smallest drop of UAR that matters", share, margin)
    .option("--budget-minutes <minutes>", "end the search with what it has after so long", positiveNumber)
    .option("--families <names>", "which ways to search", choices(FAMILIES), [...FAMILIES])
    .option("--bits <list>", "bits of a codebook's indices, as 4,3", bitCounts, [...bits])
    .option("--overwrite", "start anew where the folder holds another run; removes that run's own files only");
  addEngineOptions(command)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  coldpress squeeze a.safetensors --data features/ --out squeezed" +
        "\n\nWith --folds every round trains an original of the model's shape, squeezes it and tests the choice; the figures" +
        "\nare the procedure's, and the file that is kept is made of the model and all recordings but a devel fold." +
        "\n\nAn interrupted search resumes when the command is given again. Not a medical device.",
    )
    .action(run);
}

async function run(path: string, flags: SqueezeFlags): Promise<void> {
  checkRunFolder(flags.out);
  const startedMs = Date.now();
  const progress = new Progress({ quiet: false });
  const bytes = readWholeFile(path);
  const { network } = trainedNetwork(bytes, path, "squeeze");
  const zipBytes = await zipSizeBytes("original.safetensors", encodeModelFile({ network, provenance: {} }));
  const options = squeezeOptions(flags, zipBytes);
  const inRounds = flags.folds !== undefined;
  const { experiment } = await openExperimentData(flags, progress, inRounds ? "every round" : "first round");
  const madeFrom = `sha256:${await sha256(bytes)}`;
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
    const originalFile = { file: basename(path), madeFrom, zipBytes };
    const { findings } = experiment.description;
    const { result } = inRounds
      ? await squeezeInRounds(
          {
            rounds: experiment.rounds,
            findings,
            original: async (data, round) =>
              round === "whole" ? { network, originalFile } : trainedLike(network, data, round, flags, tools),
          },
          options,
          tools,
        )
      : await squeeze(network, { ...firstRound(experiment), findings }, options, {
          ...tools,
          timeIsUp: () => Date.now() - startedMs > 60_000 * (flags.budgetMinutes ?? Infinity),
          originalFile,
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

/** An original for a round: of the given network's shape, trained with the defaults of `coldpress train`. */
async function trainedLike(
  given: Network,
  { train, devel }: TrainingData,
  round: number,
  flags: SqueezeFlags,
  { store, observer, denseEngine: engine }: { store: ArtifactStore; observer: RunObserver; denseEngine: Engine },
): Promise<TrainedOriginal> {
  const file = `fold-${round + 1}/original.safetensors`;
  const fit = (table: FeatureTable, name: string) => fitLabeledTable(given, table, "the given network", name);
  const { network } = await trainNetwork(
    { train: fit(train, "train"), devel: fit(devel, "devel") },
    { hidden: given.architecture.hidden, seed: new Random(flags.seed).fork(`round ${round + 1}`).seed },
    {
      engine,
      store,
      observer: labeledObserver(observer, `round ${round + 1}`),
      name: file,
      checkpointDue: checkpointClock({ checkpointSeconds: CHECKPOINT_SECONDS }),
      version: VERSION,
    },
  );
  const bytes = await store.read(file);
  if (!bytes) throw new UserError(`${file}: was there a moment ago and is gone; run the search again`);
  return { network, originalFile: { file, madeFrom: `sha256:${await sha256(bytes)}` } };
}

function squeezeOptions(flags: SqueezeFlags, zipBytes: number): SqueezeOptions & { seed: number } {
  const { families, bits, margin, seed, targetSize, targetRatio } = flags;
  if (targetSize !== undefined && targetRatio !== undefined)
    throw new UserError("--target-size and --target-ratio: only one of them can be asked for");
  if (margin === 0) throw new UserError("--margin: must be above 0, as no search can show that nothing at all is lost");
  if (flags.folds !== undefined && flags.budgetMinutes !== undefined)
    throw new UserError(
      "--budget-minutes and --folds: only one of them can be asked for, as rounds must not differ in time",
    );
  const targetBytes = targetRatio === undefined ? (targetSize ?? null) : Math.floor(zipBytes / targetRatio);
  return { ...SQUEEZE_DEFAULTS, families, bits, margin, targetBytes, seed };
}

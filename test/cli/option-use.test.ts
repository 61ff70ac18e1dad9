/**
 * Every option of every command: it is used, or refused with the reason. Whoever adds an option says here in which cases
 * it is used; commander's own lists are read, so that none can be forgotten.
 */

import { Command, type Option } from "commander";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/command-table.ts";
import { METHOD_OPTIONS } from "../../src/cli/commands/prune.ts";
import { FINE_TUNING, QUANTIZE_METHODS, QUANTIZE_OPTIONS } from "../../src/cli/networks/quantize-methods.ts";
import { SURVIVOR_METHODS } from "../../src/cli/networks/survivor-methods.ts";
import { SOURCE_OPTIONS } from "../../src/cli/options/source-options.ts";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

const words = (text: string) => text.split(/\s+/).filter(Boolean);

/** Options that are used in every case, by command; of the others the tables of sources and methods say when. */
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  reproduce:
    words(`activation balance classWeights normalization folds models original out overwrite pruningEpochs pruningLearningRate squeeze seeds on dryRun slurmOptions slurmTasks seed epochs batchSize
    learningRate schedule dropout checkpointSeconds sparsity pruningEnd threads engine json`),
  worker: words("atOnce threads mount untilEmpty"),
  report: ["out"],
  features: words("out labels only nativeRate profile threads quiet shard shards on dryRun slurmOptions slurmTasks"),
  lld: ["out", "nativeRate", "profile"],
  synth: words("out speakers recordings seed threads"),
  plan: words("inputs classes examples epochs batchSize sparsity pruningEnd json"),
  train:
    words(`activation balance classWeights normalization folds out resume overwrite seed epochs batchSize learningRate schedule dropout checkpointSeconds threads
    engine json`),
  prune: words(
    "method balance classWeights folds out overwrite seed batchSize learningRate dropout threads engine json",
  ),
  quantize: words("method out biases json"),
  squeeze:
    words(`balance folds seed out targetSize targetRatio device budgetInstructions budgetRam budgetFlash window margin budgetMinutes families bits overwrite on dryRun slurmOptions slurmTasks part threads engine
    json`),
  evaluate:
    words(`features corpus cache labels nameColumn labelColumn speakerColumn partitionColumn numberRows only dropColumns partition against seed intervals threads engine
    json`),
  predict: words(
    "features labels nameColumn labelColumn speakerColumn partitionColumn numberRows only dropColumns csv out threads engine json",
  ),
  power: words("from discordance correlation recordings classes everyClass margin alpha drop power speakers json"),
  inspect: words(
    `window boards cyclesPerInstruction explain features labels nameColumn labelColumn speakerColumn partitionColumn numberRows only dropColumns partition seed
    threads engine json`,
  ),
  import: words(
    `out names classes logits activation layers features labels nameColumn labelColumn speakerColumn partitionColumn
    numberRows only dropColumns json`,
  ),
  export: words("out int8 figures open name featuresGiven window stream json"),
};

/** Old names. */
const ALIASES = ["data", "rebalance", "jobs"];

/** Options of which one shuts out the other. */
const EXCLUSIVE: Readonly<Record<string, readonly string[]>> = {
  train: ["model", "hidden"],
  plan: ["model", "hidden"],
};

const DATA_COMMANDS = ["reproduce", "train", "prune", "squeeze"];

const SOURCES = { features: ["--features", "x"], corpus: ["--corpus", "x"], synthetic: [] } as const;

/** A word that the option's parser takes. */
function sampleOf(option: Option): string[] {
  if (!option.required && !option.optional) return [];
  for (const word of [
    "12",
    "0.5",
    "none",
    "paper",
    "codebook",
    "x",
    "as-paper",
    "fast",
    "A",
    "linear",
    "layer",
    "rewind",
  ])
    try {
      option.parseArg?.(word, undefined);
      return [word];
    } catch {
      // The next one.
    }
  const [choice] = /expected one of (\w+)/.exec(refusalOf(option)) ?? [];
  return choice ? [choice.replace("expected one of ", "")] : ["1"];
}

function refusalOf(option: Option): string {
  try {
    option.parseArg?.("?", undefined);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

async function commandNamed(name: string): Promise<Command> {
  const entry = COMMANDS.find((own) => own.name === name);
  const command = new Command(name).exitOverride().configureOutput({ writeErr: () => {} });
  (await entry?.load())?.register(command);
  return command.action(() => {});
}

/** The message that a command line is refused with, or undefined where its command begins. */
async function refusal(name: string, args: readonly string[]): Promise<string | undefined> {
  const command = await commandNamed(name);
  const places = command.registeredArguments.map(() => "x");
  const out = command.options.some(({ long }) => long === "--out") && !args.includes("--out") ? ["--out", "x.csv"] : [];
  try {
    await command.parseAsync([...places, ...out, ...args], { from: "user" });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe("every option is declared", () => {
  it.each(COMMANDS.map(({ name }) => name))("of coldpress %s", async (name) => {
    const command = await commandNamed(name);
    const own = command.options.map((option) => option.attributeName()).filter((option) => !ALIASES.includes(option));
    const declared = [
      ...(ALWAYS[name] ?? []),
      ...(EXCLUSIVE[name] ?? []),
      ...(DATA_COMMANDS.includes(name) ? Object.keys(SOURCE_OPTIONS) : []),
      ...(name === "prune" ? Object.keys(METHOD_OPTIONS) : []),
      ...(name === "quantize" ? Object.keys(QUANTIZE_OPTIONS) : []),
    ];
    expect([...own].sort()).toEqual([...new Set(declared)].sort());
  });
});

it("of coldpress jobs plan are those of coldpress reproduce", async () => {
  const longs = ({ options }: Command) => options.map(({ long }) => long);
  const plan = (await commandNamed("jobs")).commands.find((own) => own.name() === "plan") as Command;
  const cluster = ["--on", "--dry-run", "--slurm-options", "--slurm-tasks"];
  const reproduce = longs(await commandNamed("reproduce")).filter((long) => !cluster.includes(long as string));
  expect(longs(plan)).toEqual(reproduce);
});

describe("an option is refused where the source of the data does not use it, and taken where it does", () => {
  const cases = DATA_COMMANDS.flatMap((name) =>
    Object.entries(SOURCE_OPTIONS).flatMap(([option, uses]) =>
      (["features", "corpus", "synthetic"] as const).map((source) => ({
        name,
        option,
        source,
        used: uses.includes(source),
      })),
    ),
  ).filter(({ option }) => option !== "features" && option !== "corpus");

  it.each(cases)("coldpress $name, data: $source, $option: used $used", async ({ name, option, source, used }) => {
    const found = (await commandNamed(name)).options.find((own) => own.attributeName() === option) as Option;
    const message = await refusal(name, [...SOURCES[source], found.long as string, ...sampleOf(found)]);
    if (used) expect(message).toBeUndefined();
    else expect(message).toMatch(new RegExp(`^${found.long}: does nothing with(out)? --`));
  });

  it("coldpress import: what is said of tables needs one, and each thing is said once", async () => {
    expect(await refusal("import", ["--labels", "x"])).toBe("--labels: does nothing without --features");
    expect(await refusal("import", ["--labels", "x", "--features", "y"])).toBeUndefined();
    expect(await refusal("import", ["--names", "x", "--features", "y"])).toBe(
      "--names and --features: only one of them can be named",
    );
    expect(await refusal("import", ["--activation", "relu", "--layers", "a,b"])).toBe(
      "--activation and --layers: only one of them can be named",
    );
  });

  it("coldpress evaluate: --cache belongs to recordings", async () => {
    expect(await refusal("evaluate", ["--features", "x", "--cache", "y"])).toMatch(
      /^--cache: does nothing with --features/,
    );
    expect(await refusal("evaluate", ["--corpus", "x", "--cache", "y", "--labels", "z"])).toBeUndefined();
  });

  it.each([...DATA_COMMANDS, "evaluate"])("coldpress %s takes one source", async (name) => {
    expect(await refusal(name, ["--features", "x", "--corpus", "y"])).toBe(
      "--features and --corpus: only one of them can be named",
    );
  });
});

describe("an option is refused where the method does not use it, and taken where it does", () => {
  const tables = [
    { name: "prune", methods: ["magnitude", ...SURVIVOR_METHODS], uses: METHOD_OPTIONS },
    { name: "quantize", methods: QUANTIZE_METHODS, uses: QUANTIZE_OPTIONS },
  ] as const;
  const cases = tables.flatMap(({ name, methods, uses }) =>
    Object.entries(uses as Readonly<Record<string, readonly string[]>>).flatMap(([option, by]) =>
      methods.map((method) => ({ name, method, option, used: by.includes(method) })),
    ),
  );

  it.each(cases)("coldpress $name --method $method, $option: used $used", async ({ name, method, option, used }) => {
    const found = (await commandNamed(name)).options.find((own) => own.attributeName() === option) as Option;
    const data = used && name === "quantize" && option !== "features" ? ["--features", "x"] : [];
    const message = await refusal(name, ["--method", method, ...data, found.long as string, ...sampleOf(found)]);
    if (used) expect(message).toBeUndefined();
    else expect(message).toMatch(new RegExp(`^${found.long}: does nothing with --method ${method}; it belongs to`));
  });

  it.each(FINE_TUNING)("coldpress quantize --method codebook without data refuses %s", async (option) => {
    const found = (await commandNamed("quantize")).options.find((own) => own.attributeName() === option) as Option;
    expect(await refusal("quantize", ["--method", "codebook", found.long as string, ...sampleOf(found)])).toBe(
      `${found.long}: does nothing without --features, the recordings to learn from`,
    );
  });
});

describe("options that shut each other out", () => {
  it.each(Object.entries(EXCLUSIVE))(
    "coldpress %s refuses them together and takes one",
    async (name, [model, hidden]) => {
      expect(await refusal(name, [`--${model}`, "B", `--${hidden}`, "4"])).toMatch(
        /--hidden.*cannot be used with.*--model/,
      );
      expect(await refusal(name, [`--${model}`, "B"])).toBeUndefined();
      expect(await refusal(name, [`--${hidden}`, "4"])).toBeUndefined();
    },
  );
});

describe("old names of options", () => {
  it.each([
    ["squeeze", "--data", "--features", "x"],
    ["train", "--data", "--features", "x"],
    ["evaluate", "--data", "--features", "x"],
    ["train", "--rebalance", "--balance", "paper"],
    ["features", "--jobs", "--threads", "3"],
  ])("coldpress %s: %s is %s, and not in the help", async (name, alias, main, word) => {
    const command = await commandNamed(name);
    expect(command.helpInformation()).not.toContain(alias);
    const attribute = main.slice(2);
    let seen: unknown;
    command.action(() => {
      seen = command.getOptionValue(attribute);
    });
    const places = command.registeredArguments.map(() => "x");
    const out = command.options.some(({ long }) => long === "--out") ? ["--out", "x.csv"] : [];
    await command.parseAsync([...places, ...out, alias, word], { from: "user" });
    expect(String(seen)).toBe(word);
    expect(await refusal(name, [alias, word, main, word])).toBe(
      `${alias} and ${main} are the same; only one of them can be named`,
    );
  });
});

describe("in the program itself", () => {
  it("a refusal is one line and exit code 2, before anything is read", () => {
    const folder = temporaryFolder();
    const args = ["train", "--corpus", "nowhere", "--speakers", "20", "--out", "x.safetensors"];
    expect(coldpress(args, folder)).toEqual({
      code: 2,
      out: "",
      err: "error --speakers: does nothing with --corpus; it belongs to synthetic speech\n",
    });
    expect(coldpress(["plan", "--model", "B", "--hidden", "3"], folder).code).toBe(2);
  });
});

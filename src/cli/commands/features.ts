/**
 * `coldpress features`: the ComParE_2016 features of recordings as a table, on all cores. Can be stopped and started again.
 */

import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError } from "commander";
import { UserError } from "../../core/errors.ts";
import { FEATURE_PROFILES } from "../../features/feature-profile.ts";
import { fileSource } from "../../node/file-source.ts";
import { withLabelsList } from "../../table/labeled-table.ts";
import { readLabelsList } from "../../table/labels-list.ts";
import { type FeaturesRun, featuresOnCluster } from "../cluster/features-on-cluster.ts";
import {
  asExtracted,
  type Extraction,
  extractShard,
  extractTable,
  type FeaturesFlags,
  openExtraction,
} from "../data/feature-extraction.ts";
import { tableWriterFor } from "../data/out-table.ts";
import type { Shard } from "../jobs/extraction-parts.ts";
import { addClusterOptions, USUAL_CORES } from "../options/cluster-options.ts";
import { wordsOfTask } from "../options/cluster-words.ts";
import { addHiddenAlias } from "../options/hidden-aliases.ts";
import { isGiven } from "../options/method-options.ts";
import { choice, wholeNumber } from "../options/option-parsers.ts";
import { PROFILE_HELP, refuseNativeDevice } from "../options/profile-option.ts";

export function register(command: Command): void {
  command
    .argument("<input...>", "recordings, or folders of them: WAV, and other formats where audio-decode is installed")
    .requiredOption("--out <file>", "where the table goes: .arff, .csv or .parquet")
    .option("--labels <file>", "list of file, label, speaker, partition to add to the table")
    .option("--only <file>", "list of the features to compute, one name a line (default: all)")
    .option("--native-rate", "analyse recordings at their own rate instead of resampling them to 16 kHz")
    .option("--profile <profile>", PROFILE_HELP, choice(FEATURE_PROFILES))
    .option("--threads <count>", "files at the same time", wholeNumber(1), availableParallelism())
    .option("--shard <i/n>", "extract the i-th of n parts only, for the run that writes the table", shardOf)
    .option("--quiet", "no progress");
  addClusterOptions(command).option(
    "--shards <count>",
    "with --on: parts that may be extracted at the same time",
    wholeNumber(1),
  );
  addHiddenAlias(command, "--jobs <count>", "--threads")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress features corpus/wav --labels corpus/lab/labels.tsv --out features.arff" +
        "\n  coldpress features corpus/wav --out shared/features.arff --on redis://queue.lab:6379\n\n" +
        "An interrupted run resumes when the command is given again. A file that cannot be read does not stop the others: it is listed at\n" +
        "the end, and the exit code is 1.",
    )
    .action((inputs: string[], flags: FeaturesFlags) => run(inputs, flags, command));
}

async function run(inputs: string[], flags: FeaturesFlags, command: Command): Promise<void> {
  const write = tableWriterFor(flags.out);
  if (flags.on !== undefined && flags.shard)
    throw new UserError("features: --shard is what a task does; leave it out with --on");
  refuseNativeDevice(flags.nativeRate === true, flags.profile);
  const labels = flags.labels === undefined ? undefined : await readLabelsList(fileSource(flags.labels));
  const extraction = openExtraction(inputs, flags);
  if (flags.shard) return extractShard(extraction, flags.shard);
  if (flags.on !== undefined) {
    const run = featuresRun(extraction, command);
    if (!(await featuresOnCluster(run, flags.on, flags, extraction.findings))) return;
  }
  await extractTable(extraction, (table) => write(labels ? withLabelsList(table, labels) : table));
}

const FLOAT_BYTES = 4;

/** What a cluster is told of the extraction. */
function featuresRun(extraction: Extraction, command: Command): FeaturesRun {
  const { flags, paths, features } = extraction;
  return {
    extracted: asExtracted(extraction),
    sharing: {
      shards: flags.shards,
      cores: isGiven(command, "threads") ? flags.threads : USUAL_CORES,
      tableBytes: FLOAT_BYTES * paths.length * features.length,
    },
    words: wordsOfTask(command, process.argv.slice(2)),
  };
}

/** "3/8" as the third of eight parts; "3-of-8" is its name among the jobs of a cluster. */
function shardOf(word: string): Shard {
  const [, i, n] = /^(\d+)(?:\/|-of-)(\d+)$/.exec(word) ?? [];
  const [index, count] = [Number(i) - 1, Number(n)];
  if (!(index >= 0 && index < count)) throw new InvalidArgumentError("expected which part of how many, such as 3/8.");
  return { index, count };
}

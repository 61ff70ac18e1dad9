/**
 * `coldpress features`: the ComParE_2016 features of recordings as a table, on all cores. Can be stopped and started again.
 */

import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError } from "commander";
import { UserError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { amplitudeFindings } from "../../corpus/amplitudes.ts";
import { Compare2016Extractor } from "../../features/compare2016/extract.ts";
import { FEATURE_PROFILES, type FeatureProfile } from "../../features/feature-profile.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { extractWithProgress } from "../../node/feature-pool.ts";
import type { FileResult } from "../../node/feature-worker.ts";
import { fileSource } from "../../node/file-source.ts";
import { removeKeptAnalyses } from "../../node/recording-analysis.ts";
import { findRecordings, type Recording } from "../../node/recordings.ts";
import { type LeftOut, leftOutFindings } from "../../node/walk-folder.ts";
import { withLabelsList } from "../../table/labeled-table.ts";
import { readLabelsList } from "../../table/labels-list.ts";
import { tableOfRows } from "../../table/table-of-rows.ts";
import { featuresOnSlurm, noteShard, noteTable, ofShard, type Shard } from "../cluster/slurm/features-on-slurm.ts";
import { tableWriterFor } from "../data/out-table.ts";
import { wantedFeatures } from "../data/wanted-features.ts";
import { addClusterOptions, type ClusterFlags, USUAL_CORES } from "../options/cluster-options.ts";
import { addHiddenAlias } from "../options/hidden-aliases.ts";
import { isGiven } from "../options/method-options.ts";
import { choice, wholeNumber } from "../options/option-parsers.ts";
import { PROFILE_HELP, refuseNativeDevice } from "../options/profile-option.ts";
import { reportFailedRecordings } from "../terminal/failed-recordings.ts";
import { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";

interface FeaturesFlags extends ClusterFlags {
  readonly out: string;
  readonly labels?: string;
  readonly only?: string;
  readonly nativeRate?: boolean;
  readonly profile?: FeatureProfile;
  readonly threads: number;
  readonly quiet?: boolean;
  readonly shard?: Shard;
  readonly shards?: number;
}

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
    "with --on slurm: parts that are extracted at the same time",
    wholeNumber(1),
  );
  addHiddenAlias(command, "--jobs <count>", "--threads")
    .addHelpText(
      "after",
      "\nExample:\n  coldpress features corpus/wav --labels corpus/lab/labels.tsv --out features.arff\n\n" +
        "An interrupted run resumes when the command is given again. A file that cannot be read does not stop the others: it is listed at\n" +
        "the end, and the exit code is 1.",
    )
    .action((inputs: string[], flags: FeaturesFlags) =>
      run(inputs, flags, isGiven(command, "threads") ? flags.threads : USUAL_CORES),
    );
}

/** @param cores  Of a task of a cluster. */
async function run(inputs: string[], flags: FeaturesFlags, cores: number): Promise<void> {
  const write = tableWriterFor(flags.out);
  refuseNativeDevice(flags.nativeRate === true, flags.profile);
  const { recordings, leftOut } = findRecordings(inputs);
  const names = flags.only === undefined ? undefined : wantedFeatures(flags.only);
  const { names: features } = new Compare2016Extractor(names && { only: names });
  const labels = flags.labels === undefined ? undefined : await readLabelsList(fileSource(flags.labels));
  const { threads: jobs, nativeRate = false, profile } = flags;
  const paths = recordings.map(({ path }) => path);
  const progress = new Progress({ quiet: flags.quiet === true });
  // Findings are no progress: --quiet does not silence them.
  const findings = new Progress({ quiet: false });
  sayFindings(leftOutFindings(leftOut.filter(({ kind }) => kind !== "unreadable")), findings);
  const options = { jobs, cacheFolder: `${flags.out}.parts`, nativeRate, profile, only: names };
  const extraction = { out: flags.out, paths, settings: { nativeRate, profile, only: names } };
  if (flags.on !== undefined) {
    if (flags.on !== "slurm")
      throw new UserError("features: --on takes slurm only; the workers of a queue do experiments (reproduce --on)");
    if (flags.shard) throw new UserError("features: --shard is what a task does; leave it out with --on");
    const { shards } = flags;
    const tableBytes = 4 * paths.length * features.length;
    const words = wordsOf(inputs, flags);
    const { lines } = await featuresOnSlurm({ extraction, shards, words, cores, flags, tableBytes });
    for (const line of lines) findings.say(line);
    return;
  }
  if (flags.shard) {
    const failed = await extractWithProgress(ofShard(paths, flags.shard), options, progress);
    // They fail again, and count, where the table is written.
    for (const { error } of failed) if (error !== undefined) findings.say(error);
    await noteShard(extraction, flags.shard);
    return;
  }
  const results = await extractWithProgress(paths, options, progress);
  sayFindings(loudFindings(paths, results), findings);
  const rows = results.flatMap(({ analysis }, i) =>
    analysis === undefined ? [] : [{ ...(recordings[i] as Recording), values: analysis.values }],
  );
  if (rows.length > 0) {
    const table = tableOfRows(rows, features, profile);
    writeFileAtomically(flags.out, write(labels ? withLabelsList(table, labels) : table));
    process.stderr.write(`${flags.out}: ${rows.length} recordings x ${features.length} features\n`);
  }
  await noteTable(extraction);
  const failures = failuresOf(leftOut, results);
  if (failures.length === 0) removeKeptAnalyses(options.cacheFolder);
  else reportFailedRecordings(failures, rows.length + failures.length);
}

function loudFindings(paths: readonly string[], results: readonly FileResult[]): Finding[] {
  const analyzed = results.flatMap(({ analysis, index }) => (analysis ? [{ index, measures: analysis.measures }] : []));
  return amplitudeFindings(
    analyzed.map(({ index }) => paths[index] as string),
    analyzed.map(({ measures }) => measures),
  );
}

/** Of recordings that cannot be reached, and of those without features. */
function failuresOf(leftOut: readonly LeftOut[], results: readonly FileResult[]): string[] {
  const unreadable = leftOut.filter(({ kind }) => kind === "unreadable");
  return [
    ...unreadable.map(({ path, reason }) => `${path}: ${reason}`),
    ...results.flatMap(({ error }) => (error === undefined ? [] : [error])),
  ];
}

/** "3/8" as the third of eight parts. */
function shardOf(word: string): Shard {
  const [, i, n] = /^(\d+)\/(\d+)$/.exec(word) ?? [];
  const [index, count] = [Number(i) - 1, Number(n)];
  if (!(index >= 0 && index < count)) throw new InvalidArgumentError("expected which part of how many, such as 3/8.");
  return { index, count };
}

/** The command as a task of a cluster gives it. */
function wordsOf(inputs: readonly string[], { out, labels, only, nativeRate, profile }: FeaturesFlags): string[] {
  return [
    "features",
    ...inputs,
    ...["--out", out],
    ...(labels === undefined ? [] : ["--labels", labels]),
    ...(only === undefined ? [] : ["--only", only]),
    ...(nativeRate ? ["--native-rate"] : []),
    ...(profile === undefined ? [] : ["--profile", profile]),
  ];
}

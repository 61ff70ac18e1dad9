/**
 * `coldpress features`: the ComParE_2016 features of recordings as a table, on all cores. Can be stopped and started again.
 */

import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { amplitudeFindings } from "../../corpus/amplitudes.ts";
import { Compare2016Extractor } from "../../features/compare2016/extract.ts";
import { FEATURE_PROFILES, type FeatureProfile } from "../../features/feature-profile.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { extractWithProgress } from "../../node/feature-pool.ts";
import { fileSource } from "../../node/file-source.ts";
import { removeKeptAnalyses } from "../../node/recording-analysis.ts";
import { findRecordings, type Recording } from "../../node/recordings.ts";
import { leftOutFindings } from "../../node/walk-folder.ts";
import { withLabelsList } from "../../table/labeled-table.ts";
import { readLabelsList } from "../../table/labels-list.ts";
import { tableOfRows } from "../../table/table-of-rows.ts";
import { tableWriterFor } from "../data/out-table.ts";
import { wantedFeatures } from "../data/wanted-features.ts";
import { addHiddenAlias } from "../options/hidden-aliases.ts";
import { choice, wholeNumber } from "../options/option-parsers.ts";
import { PROFILE_HELP, refuseNativeDevice } from "../options/profile-option.ts";
import { reportFailedRecordings } from "../terminal/failed-recordings.ts";
import { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";

interface FeaturesFlags {
  readonly out: string;
  readonly labels?: string;
  readonly only?: string;
  readonly nativeRate?: boolean;
  readonly profile?: FeatureProfile;
  readonly threads: number;
  readonly quiet?: boolean;
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
    .option("--quiet", "no progress");
  addHiddenAlias(command, "--jobs <count>", "--threads")
    .addHelpText(
      "after",
      "\nExample:\n  coldpress features corpus/wav --labels corpus/lab/labels.tsv --out features.arff\n\n" +
        "An interrupted run resumes when the command is given again. A file that cannot be read does not stop the others: it is listed at\n" +
        "the end, and the exit code is 1.",
    )
    .action(run);
}

async function run(inputs: string[], flags: FeaturesFlags): Promise<void> {
  const write = tableWriterFor(flags.out);
  refuseNativeDevice(flags.nativeRate === true, flags.profile);
  const { recordings, leftOut } = findRecordings(inputs);
  const names = flags.only === undefined ? undefined : wantedFeatures(flags.only);
  const { names: features } = new Compare2016Extractor(names && { only: names });
  const labels = flags.labels === undefined ? undefined : await readLabelsList(fileSource(flags.labels));
  const cacheFolder = `${flags.out}.parts`;
  const { threads: jobs, nativeRate = false, profile } = flags;
  const paths = recordings.map(({ path }) => path);
  const progress = new Progress({ quiet: flags.quiet === true });
  // Findings are no progress: --quiet does not silence them.
  const findings = new Progress({ quiet: false });
  sayFindings(leftOutFindings(leftOut.filter(({ kind }) => kind !== "unreadable")), findings);
  const options = { jobs, cacheFolder, nativeRate, profile, only: names };
  const results = await extractWithProgress(paths, options, progress);

  const analyzed = results.flatMap(({ analysis, index }) => (analysis ? [{ index, measures: analysis.measures }] : []));
  const loud = amplitudeFindings(
    analyzed.map(({ index }) => paths[index] as string),
    analyzed.map(({ measures }) => measures),
  );
  sayFindings(loud, findings);
  const rows = results.flatMap(({ analysis }, i) =>
    analysis === undefined ? [] : [{ ...(recordings[i] as Recording), values: analysis.values }],
  );
  const unreadable = leftOut.filter(({ kind }) => kind === "unreadable");
  const failures = [
    ...unreadable.map(({ path, reason }) => `${path}: ${reason}`),
    ...results.flatMap(({ error }) => (error === undefined ? [] : [error])),
  ];
  if (rows.length > 0) {
    const table = tableOfRows(rows, features, profile);
    writeFileAtomically(flags.out, write(labels ? withLabelsList(table, labels) : table));
    process.stderr.write(`${flags.out}: ${rows.length} recordings x ${features.length} features\n`);
  }
  if (failures.length === 0) removeKeptAnalyses(cacheFolder);
  else reportFailedRecordings(failures, recordings.length + unreadable.length);
}

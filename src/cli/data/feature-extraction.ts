/**
 * What `coldpress features` does with some recordings: the whole table, or one part of it for whoever writes the table.
 */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { UserError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { RunObserver } from "../../core/run-observer.ts";
import { amplitudeFindings } from "../../corpus/amplitudes.ts";
import { Compare2016Extractor } from "../../features/compare2016/extract.ts";
import type { FeatureProfile } from "../../features/feature-profile.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { type ExtractionOptions, extractWithProgress } from "../../node/feature-pool.ts";
import type { FileResult } from "../../node/feature-worker.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { removeKeptAnalyses } from "../../node/recording-analysis.ts";
import { findRecordings, type Recording } from "../../node/recordings.ts";
import { type LeftOut, leftOutFindings } from "../../node/walk-folder.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { tableOfRows } from "../../table/table-of-rows.ts";
import {
  type Extracted,
  extractionStore,
  keptFolder,
  noteShard,
  noteTable,
  ofShard,
  type Shard,
  shardPart,
} from "../jobs/extraction-parts.ts";
import { notingFailure } from "../jobs/noting-failure.ts";
import { tellingParent } from "../jobs/tell-parent.ts";
import type { ClusterFlags } from "../options/cluster-options.ts";
import { reportFailedRecordings } from "../terminal/failed-recordings.ts";
import { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";
import { wantedFeatures } from "./wanted-features.ts";

/** The options of `coldpress features`. */
export interface FeaturesFlags extends ClusterFlags {
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

/** What is extracted from what, and who is told. */
export interface Extraction {
  readonly flags: FeaturesFlags;
  readonly recordings: readonly Recording[];
  readonly paths: readonly string[];
  readonly leftOut: readonly LeftOut[];
  /** Names of the features. */
  readonly features: readonly string[];
  /** What its kept results depend on, besides the recordings. */
  readonly settings: Omit<ExtractionOptions, "jobs" | "cacheFolder">;
  readonly progress: Progress;
  readonly findings: Progress;
}

/** Finds the recordings, and says which are left out. @throws UserError where there are none. */
export function openExtraction(inputs: readonly string[], flags: FeaturesFlags): Extraction {
  const { recordings, leftOut } = findRecordings(inputs);
  // Findings are no progress: --quiet does not silence them.
  const findings = new Progress({ quiet: false });
  sayFindings(leftOutFindings(leftOut.filter(({ kind }) => kind !== "unreadable")), findings);
  const only = flags.only === undefined ? undefined : wantedFeatures(flags.only);
  const { nativeRate = false, profile } = flags;
  return {
    flags,
    recordings,
    paths: recordings.map(({ path }) => path),
    leftOut,
    features: new Compare2016Extractor(only && { only }).names,
    settings: { nativeRate, profile, only },
    progress: new Progress({ quiet: flags.quiet === true }),
    findings,
  };
}

/** Extracts one part, for the run that writes the table. */
export async function extractShard(extraction: Extraction, shard: Shard): Promise<void> {
  const { paths, findings, progress } = extraction;
  const parts = asExtracted(extraction);
  const observer = tellingParent(progress);
  await notingFailure(extractionStore(parts), await shardPart(parts, shard), async () => {
    const results = await extracted(extraction, ofShard(paths, shard), observer);
    // They fail again, and count, where the table is written.
    for (const { error } of results) if (error !== undefined) findings.say(error);
    const notKept = results.flatMap(({ analysis }) => analysis?.notKept ?? [])[0];
    // Whoever writes the table would have to do all of it again.
    if (notKept !== undefined) throw new UserError(notKept);
    await noteShard(parts, shard);
  });
}

/** Extracts everything and writes the table; what parts have left is taken. @param write  The table as chunks. */
export async function extractTable(
  extraction: Extraction,
  write: (table: FeatureTable) => Iterable<Uint8Array>,
): Promise<void> {
  const { flags, recordings, paths, leftOut, features, findings, progress } = extraction;
  const results = await extracted(extraction, paths, progress);
  sayFindings(loudFindings(paths, results), findings);
  const rows = results.flatMap(({ analysis }, i) =>
    analysis === undefined ? [] : [{ ...recordings[i], values: analysis.values }],
  );
  if (rows.length > 0) {
    const replaced = existsSync(flags.out) ? ", in place of the file that was there" : "";
    writeFileAtomically(flags.out, write(tableOfRows(rows, features, flags.profile)));
    process.stderr.write(`${flags.out}: ${rows.length} recordings x ${features.length} features${replaced}\n`);
  }
  const failures = failuresOf(leftOut, results);
  await noteTable(asExtracted(extraction), failures);
  if (failures.length === 0) removeKeptAnalyses(keptFolder(flags));
  else reportFailedRecordings(failures, rows.length + failures.length);
}

function extracted(
  { flags, settings }: Extraction,
  paths: readonly string[],
  observer: RunObserver,
): Promise<FileResult[]> {
  return extractWithProgress(paths, { ...settings, jobs: flags.threads, cacheFolder: keptFolder(flags) }, observer);
}

/** The extraction as its parts know it. */
export function asExtracted({ flags, recordings, settings }: Extraction): Extracted {
  const labels =
    flags.labels === undefined ? null : createHash("sha256").update(readWholeFile(flags.labels)).digest("hex");
  return { out: flags.out, recordings, settings, labels };
}

function loudFindings(paths: readonly string[], results: readonly FileResult[]): Finding[] {
  const analyzed = results.flatMap(({ analysis, index }) => (analysis ? [{ index, measures: analysis.measures }] : []));
  return amplitudeFindings(
    analyzed.map(({ index }) => paths[index]),
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

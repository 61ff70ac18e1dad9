/**
 * What a network says of the rows of feature tables, or of recordings.
 */

import { readFileSync } from "node:fs";
import type { Finding } from "../../core/finding.ts";
import { assertSameProfile } from "../../features/feature-profile.ts";
import { askRecordings, type RecordingAnswer } from "../../node/ask-recordings.ts";
import type { EngineSettings } from "../../node/open-engine.ts";
import type { OpenNetwork } from "../../node/open-network.ts";
import { predictionOf } from "../../recognition/recording-classifier.ts";
import { selectFeatures } from "../../table/select-features.ts";
import { openTable, type TableFlags } from "../data/table-input.ts";
import type { Progress } from "../terminal/progress.ts";

/** Stands for standard input among the recordings. */
const STANDARD_INPUT = "-";

/** What the network says, and what was noticed on the way. */
export interface Answers {
  readonly answers: readonly RecordingAnswer[];
  readonly findings: readonly Finding[];
}

/**
 * One answer for each row of the tables that the flags name.
 *
 * @throws UserError if the tables lack a feature that the network needs, or cannot be read.
 */
export async function answersOfTable(network: OpenNetwork, flags: TableFlags, progress: Progress): Promise<Answers> {
  const { name: needer, features, classes } = network;
  const table = await openTable(flags, progress);
  assertSameProfile(network, table, needer);
  const { ids, values } = selectFeatures(table, features, needer);
  const probabilities = await network.predict(values);
  const answers = ids.map((name, row) => ({
    name,
    ...predictionOf(probabilities.subarray(row * classes.length, (row + 1) * classes.length), classes),
  }));
  return { answers, findings: table.findings ?? [] };
}

/**
 * One answer for each recording; one that fails has the reason instead and does not stop the others.
 *
 * @param recordings  Files, folders, or - for standard input.
 */
export async function answersOfRecordings(
  network: OpenNetwork,
  recordings: readonly string[],
  { threads }: Pick<EngineSettings, "threads">,
  progress: Progress,
): Promise<Answers> {
  const inputs = recordings.map((name) => (name === STANDARD_INPUT ? { name, bytes: standardInput() } : name));
  const findings: Finding[] = [];
  const onFindings = (found: readonly Finding[]) => findings.push(...found);
  return { answers: await askRecordings(network, inputs, { threads, observer: progress, onFindings }), findings };
}

function standardInput(): Uint8Array {
  return new Uint8Array(readFileSync(0));
}

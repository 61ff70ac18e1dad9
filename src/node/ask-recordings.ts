/**
 * A network asked about recordings: files, all recordings of folders, or bytes. A recording that fails does not stop the others.
 */

import { availableParallelism } from "node:os";
import { UserError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import { type RunObserver, SILENT_OBSERVER } from "../core/run-observer.ts";
import { amplitudeFindings } from "../corpus/amplitudes.ts";
import { measureRecording } from "../corpus/recording-measures.ts";
import { Compare2016Extractor } from "../features/compare2016/extract.ts";
import { type FeatureProfile, profileOf } from "../features/feature-profile.ts";
import { extractableFeatures, type Prediction, predictionOf } from "../recognition/recording-classifier.ts";
import { extractWithProgress } from "./feature-pool.ts";
import { decodeRecording } from "./installed-decoder.ts";
import type { OpenNetwork } from "./open-network.ts";
import { findRecordings } from "./recordings.ts";
import { type LeftOut, leftOutFindings } from "./walk-folder.ts";

/** What is asked about: a path of a file or folder, or the bytes of a recording with what to call it. */
export type RecordingInput = string | { readonly name: string; readonly bytes: Uint8Array };

/** What the network says of a recording, or why it says nothing. */
export type RecordingAnswer = {
  /** Path below the folder that was named, of a file its name; the whole path where several have the same name. */
  readonly name: string;
} & (Prediction | { readonly error: string });

export interface AskOptions {
  /** Recordings that are analysed at the same time. */
  readonly threads: number;
  /** Who is told how far it is. */
  readonly observer: RunObserver;
  /** Called once with what was noticed: what in the folders was left out, amplitudes far beyond full scale. */
  readonly onFindings: (findings: readonly Finding[]) => void;
}

/**
 * The network's answers, in the order of the inputs. Of each recording just the features that the network needs are computed.
 *
 * @throws UserError if the network needs features that are none of ComParE_2016, or nothing is asked about.
 * @example
 * const [answer] = await askRecordings(openNetwork("cold.coldpress"), ["recording.wav"]);
 */
export async function askRecordings(
  network: OpenNetwork,
  inputs: readonly RecordingInput[],
  options: Partial<AskOptions> = {},
): Promise<RecordingAnswer[]> {
  const { threads = availableParallelism(), observer = SILENT_OBSERVER, onFindings } = options;
  const only = extractableFeatures(network.features, network.name);
  const { asked, leftOut } = askedRecordings(inputs);
  if (asked.length === 0) throw new UserError(`${network.name}: no recording is named`);
  const outcomes = await featuresOf(asked, { only, profile: profileOf(network) }, threads, observer);
  onFindings?.([...leftOutFindings(leftOut), ...levelFindings(asked, outcomes)]);
  return answersOf(network, asked, outcomes);
}

/** One recording, found or not. */
type Asked = { readonly name: string } & (
  | { readonly path: string }
  | { readonly bytes: Uint8Array }
  | { readonly error: string }
);

/** Which features, and how they are computed. */
interface WantedFeatures {
  readonly only: readonly string[];
  readonly profile: FeatureProfile;
}

/** Features of a recording and its largest amplitude, or why there are none. */
type Outcome = { readonly values: Float32Array; readonly peak: number } | { readonly error: string };

/** What can be heard of levels; recordings that could not be read have none. */
function levelFindings(asked: readonly Asked[], outcomes: readonly Outcome[]): Finding[] {
  const heard = outcomes.flatMap((outcome, i) =>
    "peak" in outcome ? [{ name: asked[i].name, peak: outcome.peak }] : [],
  );
  return amplitudeFindings(
    heard.map(({ name }) => name),
    heard,
  );
}

function askedRecordings(inputs: readonly RecordingInput[]): { asked: Asked[]; leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const found = inputs.flatMap((input): Asked[] => {
    if (typeof input !== "string") return [input];
    try {
      const { recordings, leftOut: missing } = findRecordings([input]);
      leftOut.push(...missing.filter(({ kind }) => kind !== "unreadable"));
      const unreadable = missing.filter(({ kind }) => kind === "unreadable");
      return [
        ...recordings.map(({ id, path }) => ({ name: id, path })),
        ...unreadable.map(({ path, reason }) => ({ name: path, error: `${path}: ${reason}` })),
      ];
    } catch (error) {
      if (error instanceof UserError) return [{ name: input, error: error.message }];
      throw error;
    }
  });
  return { asked: withOwnNames(found), leftOut };
}

/** Of recordings with the same name, the path is the name. */
function withOwnNames(asked: readonly Asked[]): Asked[] {
  const counts = new Map<string, number>();
  for (const { name } of asked) counts.set(name, (counts.get(name) ?? 0) + 1);
  return asked.map((own) => ("path" in own && (counts.get(own.name) ?? 0) > 1 ? { ...own, name: own.path } : own));
}

async function featuresOf(
  asked: readonly Asked[],
  wanted: WantedFeatures,
  threads: number,
  observer: RunObserver,
): Promise<Outcome[]> {
  const paths = asked.flatMap((own) => ("path" in own ? [own.path] : []));
  const settings = { jobs: threads, cacheFolder: null, nativeRate: false, ...wanted };
  const results = paths.length > 0 ? await extractWithProgress(paths, settings, observer) : [];
  let next = 0;
  const outcomes: Outcome[] = [];
  for (const own of asked) {
    if ("error" in own) outcomes.push(own);
    else if ("bytes" in own) outcomes.push(await featuresOfBytes(own, wanted));
    else {
      const { analysis, error } = results[next++] ?? {};
      outcomes.push(
        analysis
          ? { values: analysis.values, peak: analysis.measures.peak }
          : { error: error ?? `${own.path}: has no features` },
      );
    }
  }
  return outcomes;
}

async function featuresOfBytes(
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  wanted: WantedFeatures,
): Promise<Outcome> {
  try {
    const signal = await decodeRecording(bytes);
    // A recording that is too loud is a finding and no error, as in recording-analysis.ts.
    const extractor = new Compare2016Extractor({ ...wanted, largestAmplitude: Number.POSITIVE_INFINITY });
    return { values: extractor.extract(signal).values, peak: measureRecording(signal).peak };
  } catch (error) {
    if (error instanceof UserError) return { error: `${name}: ${error.message}` };
    throw error;
  }
}

/** Rows go through the network together; those without features keep their reason. */
async function answersOf(
  { features, classes, predict }: OpenNetwork,
  asked: readonly Asked[],
  outcomes: readonly Outcome[],
): Promise<RecordingAnswer[]> {
  const rows = outcomes.flatMap((outcome) => ("values" in outcome ? [outcome.values] : []));
  const values = new Float32Array(rows.length * features.length);
  for (const [row, own] of rows.entries()) values.set(own, row * features.length);
  const probabilities = rows.length > 0 ? await predict(values) : new Float32Array();
  let row = 0;
  return asked.map(({ name }, i) => {
    const outcome = outcomes[i];
    if ("error" in outcome) return { name, error: outcome.error };
    const own = probabilities.slice(row * classes.length, ++row * classes.length);
    return { name, ...predictionOrError(own, classes) };
  });
}

function predictionOrError(probabilities: Float32Array, classes: readonly string[]): Prediction | { error: string } {
  try {
    return predictionOf(probabilities, classes);
  } catch (error) {
    return { error: (error as Error).message };
  }
}

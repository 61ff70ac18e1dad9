/**
 * A recording's features and measures, computed once: they are kept under the hash of the file and of all settings.
 *
 * Which is why a second run starts training at once, and why a run that was killed resumes.
 */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Signal } from "../audio/signal.ts";
import { FormatError, UserError } from "../core/errors.ts";
import { measureRecording, type RecordingMeasures } from "../corpus/recording-measures.ts";
import { Compare2016Extractor } from "../features/compare2016/extract.ts";
import { COMPARE2016_NAMES } from "../features/compare2016/feature-set.ts";
import { type FeatureProfile, mentioned } from "../features/feature-profile.ts";
import { floatTensor } from "../formats/model-file.ts";
import { decodeSafetensors, encodeSafetensors } from "../formats/safetensors.ts";
import { LEFTOVER_PART, removeEmptyFolder, writeFileAtomically } from "./atomic-file.ts";
import { decodeRecording } from "./installed-decoder.ts";
import { readWholeFile } from "./read-file.ts";

/** A recording's features and measures. */
export interface RecordingAnalysis {
  /** Features of ComParE_2016, in the order of their names. */
  readonly values: Float32Array;
  readonly measures: RecordingMeasures;
  /** Whether an earlier run had computed them. */
  readonly kept: boolean;
  /** Why they are not kept for a later run, where they should be and cannot. */
  readonly notKept?: string;
}

/** What an analysis depends on beside the recording. */
export interface AnalysisSettings {
  /** Where results are kept; null keeps nothing. */
  readonly cacheFolder: string | null;
  /** Analyse at the recording's own rate instead of 16 kHz. */
  readonly nativeRate: boolean;
  /** How features are computed; the reference profile where undefined. */
  readonly profile?: FeatureProfile | undefined;
  /** Names of the features to compute; all where undefined. */
  readonly only?: readonly string[] | undefined;
}

/** Changes whenever the same file would give other values, so that kept ones are not used. */
const EXTRACTION_VERSION = 3;

/** A function that analyses one file after the other, with one set of buffers. */
export function recordingAnalyzer(settings: AnalysisSettings): (path: string) => Promise<RecordingAnalysis> {
  const { nativeRate, only, profile } = settings;
  // A float file that is too loud is a finding and no error: see corpus/amplitudes.ts.
  const extractor = new Compare2016Extractor({
    nativeRate,
    largestAmplitude: Number.POSITIVE_INFINITY,
    ...(only && { only }),
    ...(profile && { profile }),
  });
  return async (path) => {
    const { entry, kept, signal } = await openRecording(path, settings, extractor.names.length);
    if (kept) return kept;
    const analysis = await named(path, () => analyze(signal as Signal, extractor));
    const notKept = entry === null ? undefined : keepEntry(entry, analysis);
    return notKept === undefined ? analysis : { ...analysis, notKept };
  };
}

/** Keeps an analysis. Where that fails the analysis is as good as before: the reason is given back, not thrown. */
function keepEntry(entry: string, analysis: RecordingAnalysis): string | undefined {
  try {
    writeFileAtomically(entry, entryChunks(analysis));
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

interface OpenedRecording {
  /** Where the analysis is kept; null keeps nothing. */
  readonly entry: string | null;
  readonly kept?: RecordingAnalysis;
  /** The sound, where nothing was kept. */
  readonly signal?: Signal;
}

/** What is kept of a recording, or its sound. The file's bytes end here: they need not be in memory with the features. */
async function openRecording(path: string, settings: AnalysisSettings, featureCount: number): Promise<OpenedRecording> {
  const bytes = readWholeFile(path);
  const entry = settings.cacheFolder === null ? null : join(settings.cacheFolder, cacheName(bytes, settings));
  const kept = entry === null ? undefined : (readEntry(entry, featureCount) ?? readSelected(bytes, settings));
  return kept ? { entry, kept } : { entry, signal: await named(path, () => decodeRecording(bytes)) };
}

function analyze(signal: Signal, extractor: Compare2016Extractor): RecordingAnalysis {
  return { values: extractor.extract(signal).values, measures: measureRecording(signal), kept: false };
}

/** What the library says about a recording, with the file's name in front. */
async function named<Result>(path: string, compute: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await compute();
  } catch (error) {
    if (error instanceof UserError) throw new FormatError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

function cacheName(bytes: Uint8Array, { nativeRate, only, profile }: AnalysisSettings): string {
  const version = EXTRACTION_VERSION;
  const parameters = JSON.stringify({ set: "ComParE_2016", version, nativeRate, only, ...mentioned(profile) });
  const hash = createHash("sha256").update(bytes).update(parameters).digest("hex");
  return join(hash.slice(0, 2), `${hash}.safetensors`);
}

function entryChunks({ values, measures }: RecordingAnalysis): Uint8Array[] {
  const { words, ...numbers } = measures;
  return encodeSafetensors({
    tensors: new Map([
      ["features", { shape: [values.length], data: values }],
      ["words", { shape: [words.length], data: new Int32Array(words.buffer, words.byteOffset, words.length) }],
    ]),
    metadata: { measures: JSON.stringify(numbers) },
  });
}

/** What is kept, or undefined where there is nothing or it is damaged: then it is computed anew. */
function readEntry(path: string, featureCount: number): RecordingAnalysis | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const file = decodeSafetensors(readWholeFile(path), path);
    const numbers = JSON.parse(file.metadata["measures"] ?? "");
    const values = floatTensor(file, "features", [featureCount], path);
    const words = Uint32Array.from(file.tensors.get("words")?.data ?? []);
    return { values, measures: { ...numbers, words }, kept: true };
  } catch (error) {
    if (error instanceof FormatError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The wanted ones of all features, where an earlier run has kept those: they have the same bits. */
function readSelected(bytes: Uint8Array, settings: AnalysisSettings): RecordingAnalysis | undefined {
  const { only, cacheFolder } = settings;
  if (only === undefined || cacheFolder === null) return undefined;
  const whole = readEntry(
    join(cacheFolder, cacheName(bytes, { ...settings, only: undefined })),
    COMPARE2016_NAMES.length,
  );
  if (!whole) return undefined;
  const placeOf = new Map(COMPARE2016_NAMES.map((name, place) => [name, place]));
  return { ...whole, values: Float32Array.from(only, (name) => whole.values[placeOf.get(name) as number]) };
}

/** Names of folder and file under which an analysis is kept. */
const ENTRY_FOLDER = /^[0-9a-f]{2}$/;
const ENTRY_FILE = /^[0-9a-f]{64}\.safetensors$/;

/** Whether a file is a kept analysis, or one that a killed process was writing. */
function isKeptAnalysis(name: string): boolean {
  return ENTRY_FILE.test(name.replace(LEFTOVER_PART, ""));
}

/** Another command on the same recordings may remove them at the same time. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Removes what is kept in a folder, and the folder where nothing else is in it. */
export function removeKeptAnalyses(cacheFolder: string): void {
  for (const name of namesIn(cacheFolder).filter((name) => ENTRY_FOLDER.test(name))) {
    const folder = join(cacheFolder, name);
    for (const entry of namesIn(folder).filter(isKeptAnalysis)) rmSync(join(folder, entry), { force: true });
    removeEmptyFolder(folder);
  }
  removeEmptyFolder(cacheFolder);
}

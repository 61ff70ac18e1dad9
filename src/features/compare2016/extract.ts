/**
 * ComParE_2016: 6373 features of a recording, and the contours that they summarise.
 *
 *   signal → frames → 65 descriptors → smoothed → deltas → functionals
 *
 * Clean-room implementation of the feature set of the INTERSPEECH Computational Paralinguistics Challenges, written from
 * a specification of behaviour (docs/clean-room.md); equality with the reference is measured in docs/parity.md.
 *
 * Source  B. Schuller et al. 2016, "The INTERSPEECH 2016 Computational Paralinguistics Challenge", INTERSPEECH;
 *         F. Weninger et al. 2013, "On the acoustics of emotion in audio", Frontiers in Psychology 4.
 */

import { resample } from "../../audio/resample.ts";
import { checkedSignal, LARGEST_AMPLITUDE, type Signal } from "../../audio/signal.ts";
import { UserError } from "../../core/errors.ts";
import { DeviceContours } from "../device/device-contours.ts";
import { DEFAULT_PROFILE, type FeatureProfile } from "../feature-profile.ts";
import type { FeatureVector } from "../feature-vector.ts";
import { type ContourPlace, isVoiceDelta, neededDescriptors } from "./contour-places.ts";
import type { ContourSource } from "./contour-source.ts";
import { DESCRIPTOR_COUNT, type Descriptors, VOICE_COUNT } from "./descriptors.ts";
import { COMPARE2016_NAMES } from "./feature-set.ts";
import { geometryAt, HOP_SECONDS } from "./geometry.ts";
import { contourName, contourUnit } from "./names.ts";
import { ReferenceContours } from "./reference-contours.ts";
import { deviceSummary, referenceSummary, type Summary } from "./summaries.ts";

/** The rate for which the feature set is meant. */
export const COMPARE2016_RATE_HZ = 16_000;

export interface RateOptions {
  /** Analyses the signal at its own rate instead of resampling it to 16 kHz. */
  readonly nativeRate?: boolean;
  /** Signals with amplitudes beyond this are refused: they are integers, full scale is 1. Default: 100. */
  readonly largestAmplitude?: number;
  /** "reference", the default, or "device": float32 from 16-bit samples, with the same bits on a microcontroller. */
  readonly profile?: FeatureProfile;
}

/** Which features are computed, and at which rate. */
export interface Compare2016Options extends RateOptions {
  /** Names or indices of the features to compute, in the order of the result; default: all 6373. */
  readonly only?: readonly string[] | readonly number[];
}

/** Which contours. */
export interface ContourOptions extends RateOptions {
  /** Names of the contours to compute, such as "F0final_sma"; default: all 130. */
  readonly only?: readonly string[];
}

/** The low-level descriptors of a recording over time. */
export interface Contours {
  /** 65 smoothed descriptors, then their deltas, or those of them that were asked for. [130] */
  readonly names: readonly string[];
  /** Empty where a number has no unit. [130] */
  readonly units: readonly string[];
  /** One per name. [130 × T] */
  readonly values: readonly Float32Array[];
  /** Time from one frame to the next; frame 0 begins at 0. */
  readonly hopSeconds: number;
}

/**
 * The ComParE_2016 features of a signal.
 *
 * For many recordings make one `Compare2016Extractor` and reuse it: it keeps tables and buffers.
 *
 * @throws UserError if the signal is shorter than 60 ms; RangeError for unknown features, and for samples that are not
 *         finite or beyond 100, and for the device profile at a rate of its own; TypeError for integer samples.
 * @example
 * const { names, values } = extractCompare2016(decodeWav(bytes));
 */
export function extractCompare2016(signal: Signal, options: Compare2016Options = {}): FeatureVector {
  return new Compare2016Extractor(options).extract(signal);
}

/**
 * The smoothed low-level descriptors of a signal and their deltas, one value per 10 ms.
 *
 * @throws UserError if the signal is shorter than 60 ms; RangeError if `only` names a contour that does not exist.
 */
export function extractContours(signal: Signal, options: ContourOptions = {}): Contours {
  const columns = contourColumns(options.only);
  const source = contourSource(options.profile, neededDescriptors(columns));
  const described = describedBy(source, atAnalysisRate(signal, options));
  const frames = described.counts.long + 1;
  const voice = columns.some(isVoiceDelta) ? source.voiceDeltas(described, frames) : [];
  const contourOf = ({ descriptor, delta }: ContourColumn): Float32Array => {
    if (!delta) return described.contours[descriptor].slice(0, frames);
    if (descriptor < VOICE_COUNT) return voice[descriptor];
    const slope = new Float32Array(frames);
    source.deltasInto(slope, described, descriptor);
    return slope;
  };
  return {
    names: columns.map(({ name }) => name),
    units: columns.map(({ descriptor, delta }) => contourUnit(descriptor, delta)),
    values: columns.map(contourOf),
    hopSeconds: HOP_SECONDS,
  };
}

interface ContourColumn extends ContourPlace {
  readonly name: string;
}

function contourColumns(only?: readonly string[]): ContourColumn[] {
  const all = [false, true].flatMap((delta) =>
    Array.from({ length: DESCRIPTOR_COUNT }, (_, descriptor) => ({
      descriptor,
      delta,
      name: contourName(descriptor, delta),
    })),
  );
  const strange = only?.find((wanted) => !all.some(({ name }) => name === wanted));
  if (strange !== undefined)
    throw new RangeError(`extractContours: there is no contour "${strange}"; only takes names such as ${all[0]?.name}`);
  return only ? all.filter(({ name }) => only.includes(name)) : all;
}

/** Extracts the same features from one recording after the other. */
export class Compare2016Extractor {
  readonly names: readonly string[];
  readonly profile: FeatureProfile;
  readonly #options: Compare2016Options;
  readonly #indices: readonly number[] | undefined;
  readonly #summary: Summary;
  readonly #source: ContourSource;
  /** All 6373 features, of which only the wanted ones are written. */
  readonly #features = new Float32Array(COMPARE2016_NAMES.length);

  /** @throws RangeError if `only` names a feature that does not exist, or none. */
  constructor(options: Compare2016Options = {}) {
    const { profile = DEFAULT_PROFILE } = options;
    this.profile = profile;
    this.#options = options;
    this.#indices = options.only === undefined ? undefined : featureIndices(options.only);
    this.names = this.#indices?.map((index) => COMPARE2016_NAMES[index]) ?? COMPARE2016_NAMES;
    this.#summary = profile === "device" ? deviceSummary(this.#indices) : referenceSummary(this.#indices);
    this.#source = contourSource(profile, this.#summary.descriptors);
  }

  /** The features of one recording. */
  extract(signal: Signal): FeatureVector {
    const described = describedBy(this.#source, atAnalysisRate(signal, this.#options));
    this.#summary.into(this.#features, this.#source, described);
    const values = this.#indices?.map((index) => this.#features[index]) ?? this.#features;
    return { names: this.names, values: Float32Array.from(values) };
  }
}

function contourSource(profile: FeatureProfile | undefined, wanted: ReadonlySet<number>): ContourSource {
  return profile === "device" ? new DeviceContours(wanted) : new ReferenceContours(wanted);
}

function featureIndices(only: readonly string[] | readonly number[]): number[] {
  if (only.length === 0) throw new RangeError("Compare2016Extractor: only must name at least one feature, got none");
  const places = new Map(COMPARE2016_NAMES.map((name, index) => [name, index]));
  return only.map((feature) => {
    const index = typeof feature === "string" ? places.get(feature) : feature;
    if (index === undefined || COMPARE2016_NAMES[index] === undefined)
      throw new RangeError(
        `Compare2016Extractor: only must hold names or indices below ${COMPARE2016_NAMES.length}, got ${feature}`,
      );
    return index;
  });
}

function atAnalysisRate(source: Signal, options: RateOptions): Signal {
  const { nativeRate = false, largestAmplitude = LARGEST_AMPLITUDE, profile } = options;
  if (nativeRate && profile === "device")
    throw new RangeError("extractCompare2016: the device profile knows one rate, 16 kHz; leave nativeRate out");
  const signal = checkedSignal(source, "extractCompare2016", largestAmplitude);
  const bad = firstNotFinite(signal.samples);
  if (bad >= 0) throw new RangeError(`extractCompare2016: sample ${bad} is ${signal.samples[bad]}; all must be finite`);
  return nativeRate ? signal : resample(signal, COMPARE2016_RATE_HZ);
}

/** Index of the first number that is not finite, −1 if all are; a loop takes an eighth of the time of findIndex. */
function firstNotFinite(samples: Float32Array): number {
  for (let n = 0; n < samples.length; n++) if (!Number.isFinite(samples[n])) return n;
  return -1;
}

function describedBy(source: ContourSource, signal: Signal): Descriptors {
  const described = source.describe(signal);
  if (described !== undefined) return described;
  const { samples, sampleRateHz } = signal;
  const { frameLength } = geometryAt(sampleRateHz).long;
  const found = `${samples.length} samples (${((1000 * samples.length) / sampleRateHz).toFixed(1)} ms)`;
  throw new UserError(`the recording has ${found}; the features need at least ${frameLength} (60 ms)`);
}

/**
 * The parts of the C that depend on what a network hears: sections that are written, functionals, tables.
 */

import { FIRST_FAST, VOICE_COUNT } from "../../features/compare2016/descriptors.ts";
import type { AccumulatorName, FunctionalName } from "../../features/device/functional-set.ts";
import { type DeviceTables, deviceTables, ENERGY_BANDS } from "../../features/device/tables.ts";
import { snake, statesOfAlong } from "./accumulator-code.ts";
import { floatLiteral, table } from "./c-text.ts";
import type { Table } from "./network-code.ts";
import { statesOf } from "./running-sums.ts";
import type { SoundPart } from "./sound-part.ts";
import type { SoundPlan } from "./sound-plan.ts";

const ZCR = FIRST_FAST - 1;

/** Which sections of the templates are written. */
export function sectionsOf({ stages, kept, keptRollOffs, running, parts }: SoundPlan): Record<string, boolean> {
  const { energy, loudness, rasta, mfcc, spectral, zeroCrossings, pitch, voiceQuality } = stages;
  const bands = loudness || rasta || mfcc;
  return {
    energy,
    loudness,
    rasta,
    mfcc,
    bands,
    transform: bands || spectral !== undefined,
    shape: spectral !== undefined,
    rollOffs: spectral?.rollOffs ?? false,
    flux: spectral?.flux ?? false,
    entropy: spectral?.entropy ?? false,
    moments: spectral?.moments ?? false,
    sharpness: spectral?.sharpness ?? false,
    harmonicity: spectral?.harmonicity ?? false,
    zeroCrossings,
    pitch,
    voiceQuality,
    short: kept.length + keptRollOffs.length + running.length > 0,
    long: zeroCrossings || pitch,
    onlyShort: !zeroCrossings && !pitch,
    ...keepingSections(parts, pitch),
    keptShort: kept.length > 0,
    keptRollOffs: keptRollOffs.length > 0,
    runningShort: running.length > 0,
  };
}

/** Sections about what is kept and what runs along. */
function keepingSections(parts: readonly SoundPart[], pitch: boolean): Record<string, boolean> {
  const some = (wanted: (part: SoundPart) => boolean) => parts.some(wanted);
  const isPlain = ({ descriptor }: SoundPart) => descriptor >= VOICE_COUNT;
  const keptVoice = some((part) => part.kept && !isPlain(part));
  const voiceDeltas = some((part) => part.slope && !isPlain(part));
  const plainByFrames = some((part) => !part.kept && isPlain(part));
  const plainSlopesByFrames = some((part) => !part.kept && part.slope && isPlain(part));
  return {
    running: some((part) => !part.kept),
    stored: some((part) => part.kept),
    keptVoice,
    runningVoice: pitch && !keptVoice,
    keptPlain: some((part) => part.kept && isPlain(part)),
    keptSlopes: some((part) => part.kept && part.slope && isPlain(part)),
    keptCrossings: some((part) => part.kept && part.descriptor === ZCR),
    runningCrossings: some((part) => !part.kept && part.descriptor === ZCR),
    runningPlain: plainByFrames,
    plainByFrames,
    plainSlopesByFrames,
    voiceDeltas,
    voicePieces: (pitch && !keptVoice) || (keptVoice && voiceDeltas),
    pieces: some((part) => !part.kept) || (keptVoice && voiceDeltas),
    runningVoiceSlopes: voiceDeltas && !keptVoice,
    slopesByFrames: plainSlopesByFrames || voiceDeltas,
    byFrames: plainByFrames || pitch,
  };
}

/** The bands of energy as arguments: bins, weights of the bins at the edges. */
export function energyBand(band: number): string {
  const { lowBin, highBin, lowWeight, highWeight } = ENERGY_BANDS[band];
  return `${lowBin}, ${highBin}, ${floatLiteral(lowWeight)}, ${floatLiteral(highWeight)}`;
}

const LEAST = "§least_of(along->extremes)";
const RANGE = "§range_of(along->extremes)";
const finish = (name: string, state: AccumulatorName, which = statesOfAlong(state).join(", ")) =>
  `§${name}_finish(out, ${which}, count);`;

/** How each functional is had: as features/device/functional-writers.ts does. */
const FUNCTIONALS: Readonly<Record<FunctionalName, string>> = {
  amean: "out[0] = §mean_of(along->mean, count);",
  rqmean: "out[0] = §root_mean_square_of(along->squares, count);",
  posamean: "out[0] = §positive_mean_of(along->positives, along->positives_counts);",
  flatness: `out[0] = §flatness_of(${statesOfAlong("flatness").join(", ")}, count);`,
  nnz: "out[0] = §non_zero_share_of(along->non_zeros_counts, count);",
  extremes: finish("extremes", "extremes"),
  moments: finish("moments", "moments"),
  steps: finish("steps", "steps", "along->steps_counts"),
  prediction: finish("prediction", "prediction"),
  runs: finish("runs", "runs"),
  regression: `§regression_finish(out, along->regression, count, ${LEAST}, ${RANGE},\n          part->group == 4 ? 100.0f : 1.0f);`,
  percentiles: "§percentiles(out, x, work->values, bounds, count);",
  levelTimes: `§level_times(out, x, count, ${LEAST}, ${RANGE});`,
  crossingSegments: `§crossing_segments(out, x, lengths, count, ${LEAST}, ${RANGE});`,
  peaks: `§peaks(out, x, work->places, count, ${RANGE}, §mean_of(along->mean, count));`,
};

/** The cases of the functionals, by their numbers. */
export function functionalCases({ functionals }: SoundPlan): string[] {
  return functionals.flatMap((name, number) => [`case ${number}:`, `  ${FUNCTIONALS[name]}`, "  break;"]);
}

/** Room that functionals work in, and arguments that none of them takes. */
export function functionalVariables({ functionals }: SoundPlan): string[] {
  const text = functionals.map((name) => FUNCTIONALS[name]).join(" ");
  return [
    ...(functionals.includes("percentiles") ? ["int32_t bounds[32];"] : []),
    ...(functionals.includes("crossingSegments") ? ["int32_t lengths[100];"] : []),
    ...["part", "along", "x", "count", "work"]
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(text))
      .map((name) => `(void)${name};`),
  ];
}

/** Accumulators as bits. */
function bitsOf(names: readonly AccumulatorName[], { accumulators }: SoundPlan): number {
  return names.reduce((sum, name) => sum | (1 << accumulators.indexOf(name)), 0);
}

/** Rows of the table of parts. */
export function partRows(plan: SoundPlan): string[] {
  let firstJob = 0;
  return plan.parts.map((part, p) => {
    const { descriptor, slope, group, jobs } = part;
    const shared = Math.max(
      0,
      plan.sums.findIndex(({ parts }) => parts.includes(p)),
    );
    const contour = contourPlace(part, plan);
    const bits = bitsOf(part.accumulators, plan);
    const row = [bits, firstJob, jobs.length, descriptor, Number(slope), group, contour, shared];
    firstJob += jobs.length;
    return `{${row.join(", ")}},`;
  });
}

/** Place among the contours that are kept alike, or among those of which the last frames are. */
function contourPlace({ kept, descriptor }: Pick<SoundPart, "kept" | "descriptor">, plan: SoundPlan): number {
  const lists = kept ? [plan.kept, plan.keptRollOffs] : [plan.running];
  return Math.max(0, ...lists.map((list) => list.indexOf(descriptor)));
}

/** Rows of the table of what runs along. */
export function sumsRows(plan: SoundPlan): string[] {
  let [firstFloat, firstInt] = [0, 0];
  return plan.sums.map(({ descriptor, slope, group, accumulators, turn }) => {
    const { floats, ints } = statesOf(accumulators);
    const contour = contourPlace({ kept: false, descriptor }, plan);
    const places = [bitsOf(accumulators, plan), firstFloat, firstInt, floats, ints];
    [firstFloat, firstInt] = [firstFloat + floats, firstInt + ints];
    return `{${[...places, descriptor, Number(slope), group, contour, turn].join(", ")}},`;
  });
}

/** Rows of the table of jobs. */
export function jobRows({ parts, functionals }: SoundPlan): string[] {
  return parts.flatMap(({ jobs }) =>
    jobs.map(({ functional, wanted }) => `{${wanted}, ${functionals.indexOf(functional)}},`),
  );
}

/** Most features of one part. */
export function partFeatures({ parts }: SoundPlan): number {
  const bitsOf = (wanted: number) => wanted.toString(2).replaceAll("0", "").length;
  return Math.max(...parts.map(({ jobs }) => jobs.reduce((sum, { wanted }) => sum + bitsOf(wanted), 0)));
}

/** A table and what it takes in flash. */
export interface SizedTable extends Table {
  readonly bytes: number;
}

/** For each descriptor that runs along, but for the voice, its first sums, then where the last ones end. */
function contourSums({ sums }: SoundPlan): number[] {
  const begins = sums
    .map((_, i) => i)
    .filter((i) => {
      const descriptor = sums[i]?.descriptor;
      return descriptor >= VOICE_COUNT && descriptor !== sums[i - 1]?.descriptor;
    });
  return begins.length === 0 ? [] : [...begins, sums.length];
}

/** How many parts run along of the voice, how many other descriptors, and how many sums there are. */
export function runningCounts(plan: SoundPlan): {
  readonly runningVoiceParts: number;
  readonly runningContours: number;
  readonly sumsCount: number;
} {
  const runningVoiceParts = plan.parts.filter(({ kept, descriptor }) => !kept && descriptor < VOICE_COUNT).length;
  const runningContours = Math.max(0, contourSums(plan).length - 1);
  return { runningVoiceParts, runningContours, sumsCount: plan.sums.length };
}

/** The tables of the extraction that a text reads. */
export function soundTables(text: string, plan: SoundPlan): SizedTable[] {
  const { kept, keptRollOffs, running } = plan;
  const all = deviceTables();
  const tables = (Object.keys(all) as (keyof DeviceTables)[])
    .filter((name) => new RegExp(`§${snake(name)}\\b`).test(text))
    .map((name) => soundTable(`§${snake(name)}`, all[name]));
  const lists = [
    descriptorTable("§kept_descriptors", kept, "Descriptors of the contours that are kept."),
    descriptorTable("§kept_roll_offs", keptRollOffs, "Roll-offs whose contours are kept."),
    descriptorTable("§running_descriptors", running, "Descriptors of which the last frames are kept."),
  ];
  const begins = contourSums(plan).map(String);
  const comment = "Of each descriptor that runs along its first sums, then where the last ones end.";
  const parts = begins.length === 0 ? [] : [tableOf("uint8_t", 1, "§contour_sums", begins, comment)];
  return [...tables, ...lists.flat(), ...parts];
}

function descriptorTable(name: string, descriptors: readonly number[], comment: string): SizedTable[] {
  return descriptors.length === 0 ? [] : [tableOf("uint8_t", 1, name, descriptors.map(String), comment)];
}

function soundTable(name: string, values: Float32Array | Int16Array): SizedTable {
  const comment = `${name.slice(1).replaceAll("_", " ")}.`;
  if (values instanceof Int16Array) return tableOf("int16_t", 2, name, Array.from(values, String), comment);
  return tableOf("float", 4, name, Array.from(values, floatLiteral), comment);
}

function tableOf(
  type: string,
  bytesEach: number,
  name: string,
  elements: readonly string[],
  comment: string,
): SizedTable {
  return {
    bytes: bytesEach * elements.length,
    definition: `/* ${comment} */\n${table(type, name, elements)}`,
    declaration: `extern const ${type} ${name}[${elements.length}];`,
  };
}

/** Bytes of the tables of parts, their order and jobs, with the gaps that alignment leaves. */
export function planBytes({ parts, sums }: SoundPlan): number {
  return parts.reduce((sum, { jobs }) => sum + 10 + 1 + 4 * jobs.length, 14 * sums.length);
}

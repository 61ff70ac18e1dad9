/**
 * The parts of the C that depend on what a network hears: sections that are written, functionals, tables.
 */

import { TURN_FRAMES } from "../../device/stage-prices.ts";
import { FIRST_FAST, VOICE_COUNT } from "../../features/compare2016/descriptors.ts";
import { ACCUMULATORS, type AccumulatorName, type FunctionalName } from "../../features/device/functional-set.ts";
import { type DeviceTables, deviceTables, ENERGY_BANDS } from "../../features/device/tables.ts";
import { floatLiteral, table } from "./c-text.ts";
import type { Table } from "./network-code.ts";
import type { SoundPart, SoundPlan } from "./sound-plan.ts";

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

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Pointers to the states of accumulators as fields of a struct. */
export function accumulatorFields({ accumulators }: SoundPlan): string[] {
  const fields = accumulators.flatMap((name) => {
    const { floats, ints } = ACCUMULATORS[name];
    return [
      ...(floats > 0 ? [`float *${snake(name)};`] : []),
      ...(ints > 0 ? [`int32_t *${snake(name)}_counts;`] : []),
    ];
  });
  return fields.length === 0 ? ["float *none;"] : fields;
}

/** What finds the states of the wanted accumulators one behind the other. */
export function locateLines({ accumulators }: SoundPlan): string[] {
  const lastOf = (of: "floats" | "ints") => accumulators.findLastIndex((name) => ACCUMULATORS[name][of] > 0);
  const [lastFloats, lastInts] = [lastOf("floats"), lastOf("ints")];
  const lines = accumulators.flatMap((name, bit) => {
    const { floats, ints } = ACCUMULATORS[name];
    return [
      `if ((wanted & ${1 << bit}u) != 0u) {`,
      ...(floats > 0 ? [`  along.${snake(name)} = sums;`] : []),
      ...(bit < lastFloats && floats > 0 ? [`  sums += ${floats};`] : []),
      ...(ints > 0 ? [`  along.${snake(name)}_counts = counts;`] : []),
      ...(bit < lastInts && ints > 0 ? [`  counts += ${ints};`] : []),
      "}",
    ];
  });
  const text = lines.join(" ");
  const unused = ["sums", "counts", "wanted"].filter((name) => !text.includes(name));
  return [...lines, ...unused.map((name) => `(void)${name};`)];
}

/** What adds a contour to the accumulators that a part wants. */
export function accumulateLines({ accumulators }: SoundPlan): string[] {
  if (accumulators.length === 0) return ["along", "wanted", "begin", "x", "count"].map((name) => `(void)${name};`);
  return accumulators.flatMap((name, bit) => [
    `if ((wanted & ${1 << bit}u) != 0u) {`,
    `  §${snake(name)}_add(${states(name).join(", ")}, begin, x, count);`,
    "}",
  ]);
}

function states(name: AccumulatorName): string[] {
  const { floats, ints } = ACCUMULATORS[name];
  return [...(floats > 0 ? [`along->${snake(name)}`] : []), ...(ints > 0 ? [`along->${snake(name)}_counts`] : [])];
}

const LEAST = "§least_of(along->extremes)";
const RANGE = "§range_of(along->extremes)";
const finish = (name: string, state: AccumulatorName, which = states(state).join(", ")) =>
  `§${name}_finish(out, ${which}, count);`;

/** How each functional is had: as features/device/functional-writers.ts does. */
const FUNCTIONALS: Readonly<Record<FunctionalName, string>> = {
  amean: "out[0] = §mean_of(along->mean, count);",
  rqmean: "out[0] = §root_mean_square_of(along->squares, count);",
  posamean: "out[0] = §positive_mean_of(along->positives, along->positives_counts);",
  flatness: "out[0] = §flatness_of(along->flatness, along->flatness_counts, count);",
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

/** Words that the accumulators of a part take. */
export function statesOf({ accumulators }: SoundPart): { readonly floats: number; readonly ints: number } {
  const sum = (of: "floats" | "ints") => accumulators.reduce((words, name) => words + ACCUMULATORS[name][of], 0);
  return { floats: sum("floats"), ints: sum("ints") };
}

/** Rows of the table of parts. */
export function partRows({ parts, kept, keptRollOffs, running, accumulators }: SoundPlan): string[] {
  let firstJob = 0;
  let [firstFloat, firstInt] = [0, 0];
  // Contours take turns, each with all its parts: run_along in templates/sound/name.c.
  let turn = -1;
  return parts.map((part, p) => {
    const { descriptor, slope, group, jobs } = part;
    const bits = part.accumulators.reduce((sum, name) => sum | (1 << accumulators.indexOf(name)), 0);
    const { floats, ints } = statesOf(part);
    const lists = part.kept ? [kept, keptRollOffs] : [running];
    const contour = Math.max(0, ...lists.map((list) => list.indexOf(descriptor)));
    const places = part.kept ? [0, 0] : [firstFloat, firstInt];
    if (!part.kept && descriptor >= VOICE_COUNT && descriptor !== parts[p - 1]?.descriptor) turn++;
    const phase = part.kept || descriptor < VOICE_COUNT ? 0 : turn % TURN_FRAMES;
    const row = [
      bits,
      ...places,
      firstJob,
      floats,
      ints,
      jobs.length,
      descriptor,
      slope ? 1 : 0,
      group,
      contour,
      phase,
    ];
    firstJob += jobs.length;
    if (!part.kept) [firstFloat, firstInt] = [firstFloat + floats, firstInt + ints];
    return `{${row.join(", ")}},`;
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

/** For each contour that runs along, but for the voice, its first part, then where the last ones end. */
function contourParts({ parts }: SoundPlan): number[] {
  const along = parts.filter((part) => !part.kept);
  const first = along.findIndex(({ descriptor }) => descriptor >= VOICE_COUNT);
  if (first < 0) return [];
  const begins = along.map((_, p) => p).filter((p) => p >= first && along[p]?.descriptor !== along[p - 1]?.descriptor);
  return [...begins, along.length];
}

/** How many parts run along of the voice, and how many other contours. */
export function runningCounts(plan: SoundPlan): {
  readonly runningVoiceParts: number;
  readonly runningContours: number;
} {
  const runningVoiceParts = plan.parts.filter(({ kept, descriptor }) => !kept && descriptor < VOICE_COUNT).length;
  return { runningVoiceParts, runningContours: Math.max(0, contourParts(plan).length - 1) };
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
  const begins = contourParts(plan).map(String);
  const comment = "Of each contour that runs along its first part, then where the last ones end.";
  const parts = begins.length === 0 ? [] : [tableOf("uint16_t", 2, "§contour_parts", begins, comment)];
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
export function planBytes({ parts }: SoundPlan): number {
  return parts.reduce((sum, { jobs }) => sum + 16 + 1 + 4 * jobs.length, 0);
}

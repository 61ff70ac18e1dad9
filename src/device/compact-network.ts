/**
 * A network in the form that a device keeps in flash and runs from: few bits for each survivor, nothing to unpack.
 *
 * Weights stand input by input, so that inputs can be added as they come (assembly/network.as.ts). Numbers of 0, 1, 2, 4 or 8
 * bits, the lowest of a byte first, say where survivors are and which of a few values they have (assembly/network.as.ts).
 * Every weight is exactly the container's; of the ways to hold a kernel the smallest is taken. The container's own entropy
 * coding is smaller still, and would have to be decoded into RAM first.
 */

import { type Activation, activationOf } from "../network/activation.ts";
import type { CodedLayer, CodedNetwork } from "../quantization/coded-network.ts";

/** Numbers of a few bits each. */
export interface Fields {
  /** 0, 1, 2, 4 or 8; of 0 bits all are 0. */
  readonly bits: number;
  readonly count: number;
  /** At least one, for a pointer to it. */
  readonly bytes: Uint8Array;
}

/** A network in the form in which a microcontroller keeps it in flash. */
export interface CompactNetwork {
  /** [F] */
  readonly features: readonly string[];
  /** [C] */
  readonly classes: readonly string[];
  readonly normalization: CompactNormalization;
  /** Input side first. */
  readonly layers: readonly CompactLayer[];
}

/** h = x; h = x · scale, of few scales; h = x · scale + offset. */
export type CompactNormalization =
  | { readonly kind: "identity" }
  | { readonly kind: "scales"; readonly codes: Fields; readonly scales: Float32Array }
  | { readonly kind: "affine"; readonly scale: Float32Array; readonly offset: Float32Array };

/** A layer as gaps and codes, read input by input. */
export interface CompactLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** Zeros in front of each survivor, input by input; null where every weight has a code. */
  readonly gaps: Fields | null;
  readonly weights: CompactWeights;
  /** [O] */
  readonly bias: Float32Array;
  /** Null behind the last layer, which has the softmax. */
  readonly activation: Activation | null;
}

/** What survivors, or all weights where there are no gaps, are. */
export type CompactWeights =
  /** weight = values[code] */
  | { readonly kind: "codes"; readonly codes: Fields; readonly values: Float32Array }
  /** Each has its own number. */
  | { readonly kind: "numbers"; readonly values: Float32Array }
  /** weight = scale · values[code]; without values, scale · the code as a signed byte. Inputs are quantized. */
  | { readonly kind: "int8"; readonly codes: Fields; readonly values: Int8Array | null; readonly scale: number };

const WIDTHS = [0, 1, 2, 4, 8] as const;
/** Of gaps: a gap of no bits could not be told from an escape. */
export const GAP_WIDTHS = [1, 2, 4, 8] as const;
/** Values that four bits tell apart; more int8 codes are kept as they are. */
const MOST_SHORT_VALUES = 16;
/** That codes tell apart; more are kept as numbers. */
export const MOST_VALUES = 256;
/** With fewer survivors than one in so many weights, a bit for each weight takes more than gaps. */
export const FULL_FROM = 16;

/** A network's compact form. */
export function compactNetwork({
  architecture,
  features,
  classes,
  normalization,
  layers,
}: CodedNetwork): CompactNetwork {
  return {
    features,
    classes,
    normalization: compactNormalization(normalization.scale, normalization.offset),
    layers: layers.map((layer, at) =>
      compactLayer(layer, at === layers.length - 1 ? null : activationOf(architecture, at)),
    ),
  };
}

/** Bytes that the network takes in flash. */
export function compactBytes({ normalization, layers }: CompactNetwork): number {
  return layers.reduce((sum, layer) => sum + layerBytes(layer), normalizationBytes(normalization));
}

function normalizationBytes(normalization: CompactNormalization): number {
  switch (normalization.kind) {
    case "identity":
      return 0;
    case "scales":
      return normalization.codes.bytes.length + normalization.scales.byteLength;
    case "affine":
      return normalization.scale.byteLength + normalization.offset.byteLength;
  }
}

function layerBytes({ gaps, weights, bias }: CompactLayer): number {
  return (gaps?.bytes.length ?? 0) + weightBytes(weights) + bias.byteLength;
}

function weightBytes(weights: CompactWeights): number {
  return (weights.kind === "numbers" ? 0 : weights.codes.bytes.length) + (weights.values?.byteLength ?? 0);
}

function compactNormalization(scale: Float32Array, offset: Float32Array): CompactNormalization {
  const isShifted = offset.some((value) => value !== 0);
  if (!isShifted && scale.every((value) => value === 1)) return { kind: "identity" };
  const scales = distinct(scale);
  if (isShifted || scales.size > MOST_VALUES) return { kind: "affine", scale, offset };
  const codes = packFields(placesIn(scale, scales), widthFor(scales.size));
  return { kind: "scales", codes, scales: Float32Array.from(scales.keys()) };
}

function compactLayer(layer: CodedLayer, activation: Activation | null): CompactLayer {
  const { inputs, outputs, bias } = layer;
  const byInput = survivorsByInput(layer);
  const places = byInput.map(({ place }) => place);
  const all = layer.int8?.codes ?? layer.weights;
  const numbers = byInput.map(({ survivor }) => all[survivor]);
  const weights = compactWeights(numbers, layer);
  const base = { inputs, outputs, bias, activation };
  const candidates: CompactLayer[] = GAP_WIDTHS.map((bits) => ({
    ...base,
    gaps: packFields(gapsOf(places, bits), bits),
    weights,
  }));
  if (places.length * FULL_FROM >= inputs * outputs) {
    const dense = new Float32Array(inputs * outputs);
    places.forEach((place, s) => {
      dense[place] = numbers[s];
    });
    candidates.unshift({ ...base, gaps: null, weights: compactWeights(dense, layer) });
  }
  return candidates.reduce((best, each) => (layerBytes(each) < layerBytes(best) ? each : best));
}

function compactWeights(numbers: ArrayLike<number>, { int8 }: CodedLayer): CompactWeights {
  const values = distinct(numbers);
  if (int8) {
    const isShort = values.size <= MOST_SHORT_VALUES;
    const bytes = Array.from(numbers, (code) => code & 255);
    const codes = isShort ? packFields(placesIn(numbers, values), widthFor(values.size)) : packFields(bytes, 8);
    return { kind: "int8", codes, values: isShort ? Int8Array.from(values.keys()) : null, scale: int8.scale };
  }
  const own: CompactWeights = { kind: "numbers", values: Float32Array.from(numbers) };
  if (values.size > MOST_VALUES) return own;
  const codes = packFields(placesIn(numbers, values), widthFor(values.size));
  const coded: CompactWeights = { kind: "codes", codes, values: Float32Array.from(values.keys()) };
  return weightBytes(own) < weightBytes(coded) ? own : coded;
}

/** Number of each survivor in the rows, and its place input · O + output, rising. */
function survivorsByInput({ outputs, rowStarts, columns }: CodedLayer): { survivor: number; place: number }[] {
  const survivors: { survivor: number; place: number }[] = [];
  for (let output = 0; output < outputs; output++)
    for (let survivor = rowStarts[output]; survivor < rowStarts[output + 1]; survivor++)
      survivors.push({ survivor, place: columns[survivor] * outputs + output });
  return survivors.sort((a, b) => a.place - b.place);
}

/** Gaps in front of survivors, with escapes. */
function gapsOf(places: readonly number[], bits: number): number[] {
  const most = 2 ** bits - 1;
  const gaps: number[] = [];
  let next = 0;
  for (const place of places) {
    let gap = place - next;
    for (; gap >= most; gap -= most) gaps.push(most);
    gaps.push(gap);
    next = place + 1;
  }
  return gaps;
}

/** The different numbers, each with its place, rising. 0 and −0 are one. */
function distinct(numbers: ArrayLike<number>): Map<number, number> {
  const values = new Set(Array.from(numbers, (value) => value + 0));
  return new Map([...values].sort((a, b) => a - b).map((value, place) => [value, place]));
}

function placesIn(numbers: ArrayLike<number>, values: ReadonlyMap<number, number>): number[] {
  return Array.from(numbers, (value) => values.get(value + 0) as number);
}

/** Bits of a code that tells so many values apart: 0, 1, 2, 4 or 8. @param values  Up to 256. */
export function widthFor(values: number): number {
  return WIDTHS.find((bits) => values <= 2 ** bits) as number;
}

function packFields(numbers: readonly number[], bits: number): Fields {
  const bytes = new Uint8Array(Math.max(1, Math.ceil((numbers.length * bits) / 8)));
  numbers.forEach((number, i) => {
    const place = i * bits;
    bytes[place >> 3] = bytes[place >> 3] | (number << (place & 7));
  });
  return { bits, count: numbers.length, bytes };
}

/**
 * Packed rows: the survivors of a kernel as the runtime's sums read them, without ever being dense.
 *
 *   key = column · 2^codeBits + code        field = what the key grows by from one survivor of a row to the next
 *
 * A word of 64 bits holds one field of each of some rows, its lanes: 12 fields of 5 bits, 10 of 6, 9 of 7, 8 of 8, 7 of 9,
 * 6 of 10, 5 of 12, 4 of 16 or 3 of 21. Rows that share words are a slice; they are sorted by their number of fields, so that the shorter ones of a slice
 * need hardly any filling. Where a gap is too long for a field, the key stops on the way at code 0, whose weight is 0. A
 * row that is at its end stays at such a key.
 *
 * The rows of a layer with few of them, such as the last one, are cut into pieces, whose sums are added.
 *
 * Sorting costs nothing: it permutes the neurons of a layer, and the next layer's columns follow.
 *
 * At 90 % sparsity and 16 codes a survivor takes 9.5 bits (7 lanes), at 99 % 14 (5 lanes); docs/kernels.md has all figures.
 *
 * Source  sorted slices: M. Kreutzer et al. 2014, "A unified sparse matrix data format (SELL-C-σ)", SIAM J. Sci. Comput. 36(5);
 *         fields with a code, and zeros to bridge a gap: S. Han et al. 2016, "EIE", ISCA.
 */

import { FormatError } from "../core/errors.ts";
import { LANES } from "./kernel-module.ts";
import { type CodedKernel, codeBitsOf, MOST_INPUTS, visitRows } from "./kernel-rows.ts";
import { fewestFillingPieces, pieceStart, putField } from "./words.ts";

const WORD_BITS = 64;

export interface RowPlan {
  readonly form: "packed";
  readonly lanes: number;
  readonly codeBits: number;
  /** Into how many equal ranges of columns each row is cut. */
  readonly pieces: number;
  /** Place of each piece of each row. [O · pieces] */
  readonly placeOf: Uint32Array;
  /** Neighbouring slices of equal length: (slices, words of each). */
  readonly runs: Uint32Array;
  readonly wordCount: number;
}

/**
 * How the rows of a kernel are to be packed: with as many lanes as give the least product of memory and time.
 *
 * @throws FormatError if the kernel's bytes are damaged, or it is too wide.
 */
export function planRows(kernel: CodedKernel): RowPlan {
  const codeBits = codeBitsOf(kernel);
  if (kernel.inputs >= MOST_INPUTS)
    throw new FormatError(`${kernel.where}: ${kernel.inputs} inputs, the runtime takes less than ${MOST_INPUTS}`);
  const { kind } = kernel.section;
  const lanesOfKind = LANES[kind === "int8" ? "i8_codes" : kind === "float32" ? "f32_values" : "f32_codebook"];
  const wideEnough = lanesOfKind.filter((lanes) => widthOf(lanes) > codeBits);
  const options = wideEnough.map((lanes) => {
    const pieces = fewestFillingPieces(kernel.outputs, lanes);
    return { lanes, pieces, fieldCounts: new Uint32Array(kernel.outputs * pieces) };
  });
  visitRows(kernel, (row, keys) => {
    for (const { lanes, pieces, fieldCounts } of options)
      for (let piece = 0; piece < pieces; piece++) {
        const own = keys.subarray(...rangeOf(piece, pieces, keys, kernel.inputs, codeBits));
        fieldCounts[row * pieces + piece] = countFields(own, widthOf(lanes), codeBits);
      }
  });
  const plans = options.map((option) => planOf(kernel, codeBits, option));
  return plans.reduce((best, plan) => (costOf(plan) < costOf(best) ? plan : best));
}

/**
 * Packs the rows.
 *
 * @param words   Receives the words, low half first; must hold zeros. [2 · wordCount]
 * @param values  Of a float32 kernel: receives the value of each field. [lanes · wordCount]
 */
export function packRowsInto(words: Uint32Array, values: Float32Array, kernel: CodedKernel, plan: RowPlan): void {
  const packer = new RowPacker(words, values, plan);
  const { pieces, codeBits, placeOf } = plan;
  visitRows(kernel, (row, keys, ownValues) => {
    for (let piece = 0; piece < pieces; piece++) {
      const range = rangeOf(piece, pieces, keys, kernel.inputs, codeBits);
      packer.pack(placeOf[row * pieces + piece] as number, keys.subarray(...range), ownValues?.subarray(...range));
    }
  });
}

class RowPacker {
  readonly #words: Uint32Array;
  readonly #values: Float32Array;
  readonly #plan: RowPlan;
  /** First word of each slice, and the end of the last. */
  readonly #starts: Uint32Array;

  constructor(words: Uint32Array, values: Float32Array, plan: RowPlan) {
    this.#words = words;
    this.#values = values;
    this.#plan = plan;
    this.#starts = sliceStarts(plan);
  }

  pack(place: number, keys: Uint32Array, ownValues: Float32Array | undefined): void {
    const { lanes, codeBits } = this.#plan;
    const words = this.#words;
    const width = widthOf(lanes);
    const reach = 2 ** width;
    const lane = place % lanes;
    const slice = Math.floor(place / lanes);
    let word = this.#starts[slice] as number;
    let key = 0;
    for (let i = 0; i < keys.length; i++, word++) {
      const next = keys[i] as number;
      for (; next - key >= reach; word++) {
        const stop = bridge(key, width, codeBits);
        putField(words, word, lane * width, width, stop - key);
        key = stop;
      }
      putField(words, word, lane * width, width, next - key);
      if (ownValues) this.#values[word * lanes + lane] = ownValues[i];
      key = next;
    }
    if (word < this.#starts[slice + 1]) putField(words, word, lane * width, width, -key & (2 ** codeBits - 1));
  }
}

/** Which of a row's keys belong to a piece: from its first to behind its last. */
function rangeOf(
  piece: number,
  pieces: number,
  keys: Uint32Array,
  inputs: number,
  codeBits: number,
): [start: number, end: number] {
  if (pieces === 1) return [0, keys.length];
  const border = (at: number) => pieceStart(at, pieces, inputs) * 2 ** codeBits;
  const start = keys.findIndex((key) => key >= border(piece));
  const end = keys.findIndex((key) => key >= border(piece + 1));
  return [start < 0 ? keys.length : start, end < 0 ? keys.length : end];
}

/** Where a key stops on the way to one that is too far: at code 0, as far as a field goes. */
function bridge(key: number, width: number, codeBits: number): number {
  return (key + (1 << width) - 1) & -(1 << codeBits);
}

function countFields(keys: Uint32Array, width: number, codeBits: number): number {
  const reach = 2 ** width;
  const stride = (reach - 1) & -(1 << codeBits);
  let fields = keys.length;
  let key = 0;
  for (const next of keys) {
    if (next - key >= reach)
      fields += 1 + Math.max(0, Math.ceil((next - bridge(key, width, codeBits) - reach + 1) / stride));
    key = next;
  }
  return fields;
}

function planOf(
  { isSortable }: CodedKernel,
  codeBits: number,
  {
    lanes,
    pieces,
    fieldCounts,
  }: { readonly lanes: number; readonly pieces: number; readonly fieldCounts: Uint32Array },
): RowPlan {
  const rows = fieldCounts.map((_, row) => row);
  if (isSortable || pieces > 1) rows.sort((a, b) => fieldCounts[b] - fieldCounts[a] || a - b);
  const placeOf = new Uint32Array(rows.length);
  rows.forEach((row, place) => {
    placeOf[row] = place;
  });
  const runs: number[] = [];
  let wordCount = 0;
  for (let first = 0; first < rows.length; first += lanes) {
    const length = rows.subarray(first, first + lanes).reduce((most, row) => Math.max(most, fieldCounts[row]), 0);
    if (runs.at(-1) === length) runs[runs.length - 2] = (runs.at(-2) as number) + 1;
    else runs.push(1, length);
    wordCount += length;
  }
  return { form: "packed", lanes, codeBits, pieces, placeOf, runs: Uint32Array.from(runs), wordCount };
}

/** Words times fields, those that only fill up included: memory times time. */
export function costOf({ wordCount, lanes }: { readonly wordCount: number; readonly lanes: number }): number {
  return wordCount * wordCount * lanes;
}

function sliceStarts({ runs, wordCount }: RowPlan): Uint32Array {
  const starts: number[] = [];
  let word = 0;
  for (let run = 0; run < runs.length; run += 2)
    for (let slice = 0; slice < runs[run]; slice++, word += runs[run + 1]) starts.push(word);
  return Uint32Array.from([...starts, wordCount]);
}

function widthOf(lanes: number): number {
  return Math.floor(WORD_BITS / lanes);
}

/**
 * Packed rows: the survivors of a kernel as the runtime's sums read them, without ever being dense.
 *
 *   key = column · 2^codeBits + code        field = what the key grows by from one survivor of a row to the next
 *
 * A word of 64 bits holds one field of each of some rows, its lanes: 12 fields of 5 bits, 10 of 6, 9 of 7, 8 of 8, 7 of 9, 6
 * of 10, 5 of 12, 4 of 16 or 3 of 21. Rows that share words are a slice; they are sorted by their number of fields, so that
 * the shorter ones of a slice need hardly any filling. Where a gap is too long for a field, the key stops on the way at code
 * 0, whose weight is 0. A row that is at its end stays at such a key.
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
import { type CodedKernel, codeBitsOf, countSurvivors, MOST_INPUTS, visitRows } from "./kernel-rows.ts";
import { FEW_ROWS, type FirstPieces, partStart, proportionalPieces, wholeRows } from "./pieces.ts";
import { putField, WORD_BITS } from "./words.ts";

/** How the rows of a kernel lie in words, packed or dense (dense-rows.ts). */
export interface KernelPlan {
  readonly lanes: number;
  readonly codeBits: number;
  /** Of rows that are cut; null where they are whole and sorted. */
  readonly firstPieces: FirstPieces | null;
  /** Place of each piece, or row. */
  readonly placeOf: Uint32Array;
  /** Key at which each place begins; of whole rows just those of one slice, zeros. */
  readonly starts: Uint32Array;
  readonly wordCount: number;
}

/** A kernel whose rows are packed: how many words each slice has. */
export interface RowPlan extends KernelPlan {
  readonly form: "packed";
  /** Neighbouring slices of equal length: (slices, words of each). */
  readonly runs: Uint32Array;
}

/** A way to pack that is looked at: lanes and pieces, then what they come to. */
interface Option {
  readonly lanes: number;
  readonly firstPieces: FirstPieces;
  /** Of each piece. */
  readonly fieldCounts: Uint32Array;
  readonly starts: Uint32Array;
}

/** Pieces of few rows: so many times the lanes are looked at. */
const MOST_PIECES_PER_LANE = 4;

/**
 * How the rows of a kernel are to be packed: with as many lanes as give the least product of memory and time.
 *
 * @throws FormatError if the kernel's bytes are damaged, or it is too wide.
 */
export function planRows(kernel: CodedKernel): RowPlan {
  const codeBits = codeBitsOf(kernel);
  if (kernel.inputs >= MOST_INPUTS)
    throw new FormatError(`${kernel.where}: ${kernel.inputs} inputs, the runtime takes less than ${MOST_INPUTS}`);
  const options = optionsOf(kernel, codeBits);
  visitRows(kernel, (row, keys) => {
    for (const { lanes, firstPieces, fieldCounts, starts } of options)
      forPieces(row, keys.length, firstPieces, (piece, start, end) => {
        if (start > 0) starts[piece] = columnStart(keys[start], codeBits);
        fieldCounts[piece] = countFields(keys, start, end, starts[piece], widthOf(lanes), codeBits);
      });
  });
  const plans = options.map((option) => planOf(kernel, codeBits, option));
  return plans.reduce((best, plan) => (costOf(plan) < costOf(best) ? plan : best));
}

/** Words times fields, those that only fill up included: memory times time. The start and the row of a piece take a word, too. */
export function costOf({ wordCount, lanes, firstPieces, starts }: KernelPlan): number {
  const words = wordCount + (firstPieces ? starts.length : 0);
  return words * words * lanes;
}

/** Whether sums come out row by row, put together from pieces, and not in a sorted order. */
function isCut({ outputs, isSortable }: CodedKernel): boolean {
  return outputs < FEW_ROWS || !isSortable;
}

function optionsOf(kernel: CodedKernel, codeBits: number): Option[] {
  const { kind } = kernel.section;
  const lanesOfKind = LANES[kind === "int8" ? "i8_codes" : kind === "float32" ? "f32_values" : "f32_codebook"];
  const survivors = kernel.outputs < FEW_ROWS ? countSurvivors(kernel) : null;
  const cuts = (lanes: number) =>
    survivors
      ? Array.from({ length: MOST_PIECES_PER_LANE }, (_, k) => proportionalPieces(survivors, (k + 1) * lanes))
      : [wholeRows(kernel.outputs)];
  return lanesOfKind
    .filter((lanes) => widthOf(lanes) > codeBits)
    .flatMap((lanes) =>
      cuts(lanes).map((firstPieces) => {
        const pieces = firstPieces[kernel.outputs];
        return { lanes, firstPieces, fieldCounts: new Uint32Array(pieces), starts: new Uint32Array(pieces) };
      }),
    );
}

function planOf(kernel: CodedKernel, codeBits: number, { lanes, firstPieces, fieldCounts, starts }: Option): RowPlan {
  const pieces = fieldCounts.map((_, piece) => piece);
  if (kernel.isSortable || kernel.outputs < FEW_ROWS) pieces.sort((a, b) => fieldCounts[b] - fieldCounts[a] || a - b);
  const places = Math.ceil(pieces.length / lanes) * lanes;
  const placeOf = new Uint32Array(pieces.length);
  const startOfPlace = new Uint32Array(isCut(kernel) ? places : lanes);
  pieces.forEach((piece, place) => {
    placeOf[piece] = place;
    if (isCut(kernel)) startOfPlace[place] = starts[piece];
  });
  const runs: number[] = [];
  let wordCount = 0;
  for (let first = 0; first < pieces.length; first += lanes) {
    const length = pieces.subarray(first, first + lanes).reduce((most, piece) => Math.max(most, fieldCounts[piece]), 0);
    if (runs.at(-1) === length) runs[runs.length - 2] = (runs.at(-2) as number) + 1;
    else runs.push(1, length);
    wordCount += length;
  }
  return {
    form: "packed",
    lanes,
    codeBits,
    firstPieces: isCut(kernel) ? firstPieces : null,
    placeOf,
    starts: startOfPlace,
    runs: Uint32Array.from(runs),
    wordCount,
  };
}

/**
 * Packs the rows.
 *
 * @param words   Receives the words, low half first; must hold zeros. [2 · wordCount]
 * @param values  Of a float32 kernel: receives the value of each field. [lanes · wordCount]
 */
export function packRowsInto(words: Uint32Array, values: Float32Array, kernel: CodedKernel, plan: RowPlan): void {
  const packer = new RowPacker(words, values, plan);
  const first = plan.firstPieces ?? wholeRows(kernel.outputs);
  visitRows(kernel, (row, keys, ownValues) => {
    forPieces(row, keys.length, first, (piece, start, end) => {
      packer.pack(plan.placeOf[piece], keys.subarray(start, end), ownValues?.subarray(start, end));
    });
  });
}

class RowPacker {
  readonly #words: Uint32Array;
  readonly #values: Float32Array;
  readonly #plan: RowPlan;
  /** First word of each slice, and the end of the last. */
  readonly #sliceStarts: Uint32Array;

  constructor(words: Uint32Array, values: Float32Array, plan: RowPlan) {
    this.#words = words;
    this.#values = values;
    this.#plan = plan;
    this.#sliceStarts = sliceStarts(plan);
  }

  pack(place: number, keys: Uint32Array, ownValues: Float32Array | undefined): void {
    const { lanes, codeBits, firstPieces, starts } = this.#plan;
    const words = this.#words;
    const width = widthOf(lanes);
    const reach = 2 ** width;
    const lane = place % lanes;
    const slice = Math.floor(place / lanes);
    let word = this.#sliceStarts[slice];
    let key = firstPieces ? starts[place] : 0;
    for (let i = 0; i < keys.length; i++, word++) {
      const next = keys[i];
      for (; next - key >= reach; word++) {
        const stop = bridge(key, width, codeBits);
        putField(words, word, lane * width, width, stop - key);
        key = stop;
      }
      putField(words, word, lane * width, width, next - key);
      if (ownValues) this.#values[word * lanes + lane] = ownValues[i];
      key = next;
    }
    if (word < this.#sliceStarts[slice + 1]) putField(words, word, lane * width, width, -key & (2 ** codeBits - 1));
  }
}

/** Calls for each piece of a row, with the first of its survivors and the one behind its last. */
function forPieces(
  row: number,
  survivors: number,
  first: FirstPieces,
  visit: (piece: number, start: number, end: number) => void,
): void {
  const pieces = first[row + 1] - first[row];
  for (let part = 0; part < pieces; part++)
    visit(first[row] + part, partStart(part, pieces, survivors), partStart(part + 1, pieces, survivors));
}

/** Key of the same column with code 0. */
function columnStart(key: number, codeBits: number): number {
  return key & -(1 << codeBits);
}

/** Where a key stops on the way to one that is too far: at code 0, as far as a field goes. */
function bridge(key: number, width: number, codeBits: number): number {
  return columnStart(key + (1 << width) - 1, codeBits);
}

/** Fields of the keys from `start` to `end`, for a row that begins at some key. */
function countFields(
  keys: Uint32Array,
  start: number,
  end: number,
  startKey: number,
  width: number,
  codeBits: number,
): number {
  const reach = 2 ** width;
  const stride = columnStart(reach - 1, codeBits);
  let fields = end - start;
  let key = startKey;
  for (let i = start; i < end; i++) {
    const next = keys[i];
    if (next - key >= reach)
      fields += 1 + Math.max(0, Math.ceil((next - bridge(key, width, codeBits) - reach + 1) / stride));
    key = next;
  }
  return fields;
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

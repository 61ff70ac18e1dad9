/**
 * Packed rows: the survivors of a kernel as the runtime's sums read them, without ever being dense.
 *
 *   key = column · 2^codeBits + code        field = what the key grows by from one survivor of a row to the next
 *
 * A word of 64 bits holds one field of each of some rows, its lanes: 8 fields of 8 bits, 7 of 9, 6 of 10, 5 of 12, 4 of 16 or
 * 3 of 21. Rows that share words are a slice; they are sorted by their number of fields, so that the shorter ones of a slice
 * need hardly any filling. Where a gap is too long for a field, the key stops on the way at code 0, whose weight is 0. A
 * row that is at its end stays at such a key.
 *
 * Sorting costs nothing: it permutes the neurons of a layer, and the next layer's columns follow.
 *
 * At 90 % sparsity and 16 codes a survivor takes 9.5 bits (7 lanes), at 99 % 14 (5 lanes); docs/kernels.md has all figures.
 *
 * Source  sorted slices: M. Kreutzer et al. 2014, "A unified sparse matrix data format (SELL-C-σ)", SIAM J. Sci. Comput. 36(5);
 *         fields with a code, and zeros to bridge a gap: S. Han et al. 2016, "EIE", ISCA.
 */

import { FormatError } from "../core/errors.ts";
import { decodeKernelSurvivors, type KernelSection } from "../formats/container/kernel-section.ts";
import { LANES, type Lanes } from "./kernel-module.ts";

const WORD_BITS = 64;
/** A key with eight bits of code, times four as an address, has 32 bits; a float64 number holds it and a place in the row. */
const MOST_INPUTS = 2 ** 21;

/** A kernel still coded, and where its rows and columns go. */
export interface CodedKernel {
  readonly section: KernelSection;
  readonly inputs: number;
  readonly outputs: number;
  /** New place of each input, after the layer before was sorted. [I] */
  readonly columnOf: Uint32Array;
  /** Whether rows may be sorted: the classes must stay in their order. */
  readonly isSortable: boolean;
  /** What to call it in an error. */
  readonly where: string;
}

export interface RowPlan {
  readonly lanes: Lanes;
  readonly codeBits: number;
  /** Place of each row. [O] */
  readonly placeOf: Uint32Array;
  /** Neighbouring slices of equal length: (slices, words of each). */
  readonly runs: Uint32Array;
  readonly wordCount: number;
}

/** Bits of a code: at least two, so that a table of products is made by vectors. None where values stand beside the keys. */
export function codeBitsOf({ kind, codebook }: KernelSection): number {
  if (kind === "float32") return 0;
  return kind === "int8" ? 8 : Math.max(2, Math.ceil(Math.log2(codebook.length)));
}

/**
 * How the rows of a kernel are to be packed: with as many lanes as give the least product of memory and time.
 *
 * @throws FormatError if the kernel's bytes are damaged, or it is too wide.
 */
export function planRows(kernel: CodedKernel): RowPlan {
  const codeBits = codeBitsOf(kernel.section);
  if (kernel.inputs >= MOST_INPUTS)
    throw new FormatError(`${kernel.where}: ${kernel.inputs} inputs, the runtime takes less than ${MOST_INPUTS}`);
  const options = LANES.filter((lanes) => widthOf(lanes) > codeBits);
  const fieldCounts = options.map(() => new Uint32Array(kernel.outputs));
  for (const { row, keys } of rowsOf(kernel, codeBits))
    options.forEach((lanes, option) => {
      (fieldCounts[option] as Uint32Array)[row] = countFields(keys, widthOf(lanes), codeBits);
    });
  const plans = options.map((lanes, option) => planOf(kernel, lanes, codeBits, fieldCounts[option] as Uint32Array));
  return plans.reduce((best, plan) => (costOf(plan) < costOf(best) ? plan : best));
}

/**
 * Packs the rows.
 *
 * @param words   Receives the words, low half first; must hold zeros. [2 · wordCount]
 * @param values  Of a float32 kernel: receives the value of each field. [lanes · wordCount]
 */
export function packRowsInto(words: Uint32Array, values: Float32Array, kernel: CodedKernel, plan: RowPlan): void {
  const { lanes, codeBits, placeOf } = plan;
  const width = widthOf(lanes);
  const starts = sliceStarts(plan);
  for (const { row, keys, survivors } of rowsOf(kernel, codeBits)) {
    const place = placeOf[row] as number;
    const lane = place % lanes;
    const end = starts[Math.floor(place / lanes) + 1];
    let word = starts[Math.floor(place / lanes)] as number;
    let key = 0;
    keys.forEach((next, i) => {
      for (; next - key >= 2 ** width; word++) {
        const stop = bridge(key, width, codeBits);
        putField(words, word, lane * width, width, stop - key);
        key = stop;
      }
      putField(words, word, lane * width, width, next - key);
      if (survivors) values[word * lanes + lane] = survivors[i];
      key = next;
      word++;
    });
    if (word < end) putField(words, word, lane * width, width, -key & (2 ** codeBits - 1));
  }
}

/** Where a key stops on the way to one that is too far: at code 0, as far as a field goes. */
function bridge(key: number, width: number, codeBits: number): number {
  return ((key + 2 ** width - 1) >>> codeBits) * 2 ** codeBits;
}

function countFields(keys: Uint32Array, width: number, codeBits: number): number {
  const reach = 2 ** width;
  const stride = (reach - 1) & -(2 ** codeBits);
  let fields = keys.length;
  let key = 0;
  for (const next of keys) {
    if (next - key >= reach)
      fields += 1 + Math.max(0, Math.ceil((next - bridge(key, width, codeBits) - reach + 1) / stride));
    key = next;
  }
  return fields;
}

function planOf({ isSortable }: CodedKernel, lanes: Lanes, codeBits: number, fieldCounts: Uint32Array): RowPlan {
  const rows = fieldCounts.map((_, row) => row);
  if (isSortable) rows.sort((a, b) => fieldCounts[b] - fieldCounts[a] || a - b);
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
  return { lanes, codeBits, placeOf, runs: Uint32Array.from(runs), wordCount };
}

/** Words times fields, those that only fill up included: memory times time. */
function costOf({ wordCount, lanes }: RowPlan): number {
  return wordCount * wordCount * lanes;
}

/** First word of each slice, and the end of the last. */
function sliceStarts({ runs, wordCount }: RowPlan): Uint32Array {
  const starts: number[] = [];
  let word = 0;
  for (let run = 0; run < runs.length; run += 2)
    for (let slice = 0; slice < runs[run]; slice++, word += runs[run + 1]) starts.push(word);
  return Uint32Array.from([...starts, wordCount]);
}

function putField(words: Uint32Array, word: number, bit: number, width: number, field: number): void {
  if (bit >= 32) words[2 * word + 1] |= field << (bit - 32);
  else {
    words[2 * word] |= field << bit;
    if (bit + width > 32) words[2 * word + 1] |= field >>> (32 - bit);
  }
}

function widthOf(lanes: Lanes): number {
  return Math.floor(WORD_BITS / lanes);
}

/** One row that has survivors; the arrays are used again for the next. */
interface Row {
  readonly row: number;
  /** Rising. */
  readonly keys: Uint32Array;
  /** Values of a float32 kernel's survivors. */
  readonly survivors: Float32Array | null;
}

function* rowsOf(kernel: CodedKernel, codeBits: number): Generator<Row> {
  const { section, inputs, columnOf, where } = kernel;
  const longest = Math.min(inputs, section.positions.survivors);
  const keys = new Uint32Array(longest);
  const floats = section.kind === "float32" ? new Float32Array(longest) : null;
  let [row, end, count, next] = [0, 0, 0, 0];
  const finished = () => sorted(row, keys.subarray(0, count), floats?.subarray(0, count) ?? null);
  for (const { places, symbols, count: chunk } of decodeKernelSurvivors(section, where))
    for (let i = 0; i < chunk; i++) {
      const place = places[i] as number;
      if (place >= end) {
        if (count > 0) yield finished();
        row = Math.floor(place / inputs);
        end = (row + 1) * inputs;
        count = 0;
      }
      const column = columnOf[place - end + inputs] as number;
      if (floats) floats[count] = section.survivors[next++];
      keys[count++] = floats ? column : column * 2 ** codeBits + (symbols[i] as number);
    }
  if (count > 0) yield finished();
}

/** The row with its keys rising, as they are not any more where columns were permuted. */
function sorted(row: number, keys: Uint32Array, values: Float32Array | null): Row {
  if (!values) return { row, keys: keys.sort(), survivors: null };
  const pairs = Float64Array.from(keys, (key, i) => key * MOST_INPUTS + i).sort();
  return {
    row,
    keys: keys.sort(),
    survivors: Float32Array.from(pairs, (pair) => values[pair % MOST_INPUTS] as number),
  };
}

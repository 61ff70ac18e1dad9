/**
 * The survivors of a kernel row by row, as keys: column · 2^codeBits + code, rising. They are decoded some thousand at a
 * time, and nothing larger than a row is held.
 */

import type { SurvivorChunk } from "../codec/sparse-codes.ts";
import { decodeKernelSurvivors, type KernelSection } from "../formats/container/kernel-section.ts";

/** Fewer inputs than this: a key with eight bits of code, times four as an address, has 32 bits. */
export const MOST_INPUTS = 2 ** 21;

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

/**
 * What is done with a row that has survivors.
 *
 * @param keys    Used again for the next row.
 * @param values  Of a float32 kernel's survivors, which have no code.
 */
export type RowVisitor = (row: number, keys: Uint32Array, values: Float32Array | null) => void;

/** Bits of a code: at least two, so that a table of products is made by vectors. None where values stand beside the keys. */
export function codeBitsOf({ section: { kind, codebook } }: CodedKernel): number {
  if (kind === "float32") return 0;
  return kind === "int8" ? 8 : Math.max(2, Math.ceil(Math.log2(codebook.length)));
}

/** Calls for each row that has survivors. @throws FormatError if the kernel's bytes are damaged. */
export function visitRows(kernel: CodedKernel, visit: RowVisitor): void {
  const collector = new RowCollector(kernel, visit);
  for (const chunk of decodeKernelSurvivors(kernel.section, kernel.where)) collector.add(chunk);
  collector.finishRow();
}

/** Survivors of each row. [O] */
export function countSurvivors(kernel: CodedKernel): Uint32Array {
  const survivors = new Uint32Array(kernel.outputs);
  visitRows(kernel, (row, keys) => {
    survivors[row] = keys.length;
  });
  return survivors;
}

class RowCollector {
  readonly #kernel: CodedKernel;
  readonly #codeBits: number;
  readonly #visit: RowVisitor;
  readonly #keys: Uint32Array;
  readonly #values: Float32Array | null;
  #row = 0;
  /** Survivors of the row so far, and of the kernel. */
  #length = 0;
  #total = 0;

  constructor(kernel: CodedKernel, visit: RowVisitor) {
    this.#kernel = kernel;
    this.#codeBits = codeBitsOf(kernel);
    this.#visit = visit;
    const longest = Math.min(kernel.inputs, kernel.section.positions.survivors);
    this.#keys = new Uint32Array(longest);
    this.#values = kernel.section.kind === "float32" ? new Float32Array(longest) : null;
  }

  add({ places, symbols, count }: SurvivorChunk): void {
    const { inputs } = this.#kernel;
    for (let start = 0; start < count; ) {
      const row = Math.floor(places[start] / inputs);
      if (row !== this.#row) this.finishRow();
      this.#row = row;
      const end = endOfRow(places, start, count, (row + 1) * inputs);
      this.#append(places, symbols, start, end);
      start = end;
    }
  }

  finishRow(): void {
    if (this.#length > 0)
      visitSorted(
        this.#row,
        this.#keys.subarray(0, this.#length),
        this.#values?.subarray(0, this.#length),
        this.#visit,
      );
    this.#length = 0;
  }

  #append(places: Uint32Array, symbols: Uint8Array, start: number, end: number): void {
    const { columnOf, inputs, section } = this.#kernel;
    // In local variables: three times as fast as through the private fields.
    const keys = this.#keys;
    const codeBits = this.#codeBits;
    const rowStart = this.#row * inputs;
    const shift = this.#length - start;
    if (codeBits === 0) for (let i = start; i < end; i++) keys[i + shift] = columnOf[places[i] - rowStart];
    else for (let i = start; i < end; i++) keys[i + shift] = (columnOf[places[i] - rowStart] << codeBits) | symbols[i];
    this.#values?.set(section.survivors.subarray(this.#total, this.#total + end - start), this.#length);
    this.#length += end - start;
    this.#total += end - start;
  }
}

/** First of some rising places from `start` on that is not below `limit`; `count` if there is none. */
function endOfRow(places: Uint32Array, start: number, count: number, limit: number): number {
  let end = start;
  while (end < count && places[end] < limit) end++;
  return end;
}

/** Where columns were permuted, keys do not rise any more. */
function visitSorted(row: number, keys: Uint32Array, values: Float32Array | undefined, visit: RowVisitor): void {
  if (!values) {
    visit(row, isRising(keys) ? keys : keys.sort(), null);
    return;
  }
  const pairs = Float64Array.from(keys, (key, i) => key * MOST_INPUTS + i).sort();
  const sortedValues = Float32Array.from(pairs, (pair) => values[pair % MOST_INPUTS]);
  visit(row, keys.sort(), sortedValues);
}

function isRising(keys: Uint32Array): boolean {
  for (let i = 1; i < keys.length; i++) if (keys[i] < keys[i - 1]) return false;
  return true;
}

/**
 * Every number of a network in a file is finite: NaN and infinity are refused when a file is written and when it is read.
 *
 * One of them anywhere makes every prediction NaN, and a class with NaN looks like an answer. Training that diverges makes them;
 * so does a damaged or hostile file whose checksums are right.
 */

import { FormatError, UserError } from "../core/errors.ts";
import type { Kernel, QuantizedNetwork } from "../quantization/quantized-network.ts";

/** Numbers and what to call them in an error. */
type NamedNumbers = readonly [name: string, values: Float32Array];

/** Largest code of an int8 kernel or bias: 127 times their scale must be finite, too. */
const LARGEST_CODE = 127;

/** @param call  Who refuses. @throws UserError if a number is not finite. */
export function assertFiniteToWrite(call: string, numbers: Iterable<NamedNumbers>): void {
  const found = firstNotFinite(numbers);
  if (found)
    throw new UserError(
      `${call}: ${found}; all numbers of a network must be finite, train it again with a smaller learning rate`,
    );
}

/** @param where  What to call the file. @throws FormatError if a number is not finite. */
export function assertFiniteAsRead(where: string, numbers: Iterable<NamedNumbers>): void {
  const found = firstNotFinite(numbers);
  if (found) throw new FormatError(`${where}: ${found}; all numbers of a network must be finite, make the file again`);
}

/** All numbers of a network in its shipped form. */
export function* numbersOf({ normalization, layers }: QuantizedNetwork): Generator<NamedNumbers> {
  yield ["scale of the inputs", normalization.scale];
  yield ["offset of the inputs", normalization.offset];
  for (const [layer, { kernel, bias }] of layers.entries()) {
    yield [`bias of layer ${layer}`, bias];
    yield [`${KERNEL_NUMBERS[kernel.kind]} of layer ${layer}`, kernelNumbers(kernel)];
  }
}

/** What codes of int8 come to at most. [2] */
export function largestOfScale(scale: number): Float32Array {
  return Float32Array.of(scale, LARGEST_CODE * scale);
}

const KERNEL_NUMBERS = { int8: "scale", codebook: "codebook", float32: "weights" } as const;

function kernelNumbers(kernel: Kernel): Float32Array {
  switch (kernel.kind) {
    case "int8":
      return largestOfScale(kernel.scale);
    case "codebook":
      return kernel.codebook;
    case "float32":
      return kernel.weights;
  }
}

function firstNotFinite(numbers: Iterable<NamedNumbers>): string | null {
  for (const [name, values] of numbers) {
    const place = placeOfNotFinite(values);
    if (place >= 0) return `number ${place} of ${values.length}, ${name}, is ${values[place]}`;
  }
  return null;
}

/** A plain loop: `findIndex` takes ten times as long, and a kernel can have 27 million weights. */
function placeOfNotFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

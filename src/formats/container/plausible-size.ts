/**
 * How large a network may be that some bytes hold: what is made of a file must be in proportion to it, however it is packed.
 *
 * rANS codes a symbol that is sure in 0 bits, deflate repeats text at 1 : 1032, and a kernel without survivors takes five
 * bytes whatever its size. No network that anybody trained comes near these bounds.
 */

import type { CodedPositions } from "../../codec/positions.ts";
import { FormatError } from "../../core/errors.ts";
import type { Architecture } from "../../network/architecture.ts";

/** Bytes, or coded symbols, that every file may have, however small. */
const ANY_FILE = 2 ** 20;
const MOST_METADATA_PER_BYTE = 64;
const MOST_SYMBOLS_PER_BYTE = 64;
const MOST_WEIGHTS_PER_BYTE = 2 ** 18;
/** Places of survivors are decoded modulo this. */
const MOST_PLACES = 2 ** 32;

/** @param inflatedLength  Of the metadata. @param where  What to call them in an error. */
export function assertPlausibleMetadata(inflatedLength: number, fileBytes: number, where: string): void {
  const most = ANY_FILE + MOST_METADATA_PER_BYTE * fileBytes;
  if (inflatedLength > most)
    throw new FormatError(
      `${where}: inflate to ${inflatedLength} bytes; in a file of ${fileBytes} at most ${most} are read`,
    );
}

/** Every layer and every neuron's bias takes a byte at least. @param name  What to call the file in an error. */
export function assertPlausibleShape({ inputs, hidden, classes }: Architecture, fileBytes: number, name: string): void {
  if (hidden.length >= fileBytes) throw new FormatError(`${name}: ${hidden.length + 1} layers in ${fileBytes} bytes`);
  let neurons = 0;
  let weights = 0;
  let width = inputs;
  for (const outputs of [...hidden, classes]) {
    neurons += outputs;
    weights += width * outputs;
    width = outputs;
  }
  if (weights > MOST_WEIGHTS_PER_BYTE * fileBytes)
    throw new FormatError(
      `${name}: ${weights} weights in ${fileBytes} bytes; at most ${MOST_WEIGHTS_PER_BYTE} a byte are read`,
    );
  if (neurons > fileBytes) throw new FormatError(`${name}: ${neurons} neurons in ${fileBytes} bytes`);
}

/** @param kernels  Survivors of each layer. @param name  What to call the file in an error. */
export function assertPlausibleKernels(kernels: readonly CodedPositions[], fileBytes: number, name: string): void {
  const most = ANY_FILE + MOST_SYMBOLS_PER_BYTE * fileBytes;
  let symbols = 0;
  kernels.forEach(({ size, survivors, symbolCount }, layer) => {
    symbols += Math.max(symbolCount, survivors);
    if (survivors > 0 && size > MOST_PLACES)
      throw new FormatError(
        `${name}: kernel of layer ${layer}: survivors among ${size} weights; at most ${MOST_PLACES} are read`,
      );
  });
  if (symbols > most)
    throw new FormatError(`${name}: ${symbols} survivors in ${fileBytes} bytes; at most ${most} are read`);
}

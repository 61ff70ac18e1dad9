/**
 * What is in one of our files, as plain data: for `coldpress inspect`, for reports, and for checking someone's claim.
 *
 * Reading a file checks it: what comes back has passed its checksums.
 */

import { type ByteInput, bytesOf } from "../core/bytes.ts";
import { crc32Hex } from "../core/crc32.ts";
import { activationName, activationOf } from "../network/activation.ts";
import type { BillOfBytes } from "./container/bill-of-bytes.ts";
import type { FileContents, FileKind } from "./file-contents.ts";
import { type SparsityInspection, sumOf, type TensorInspection } from "./inspect-tensors.ts";
import { formatOf } from "./network-files.ts";

/** What is in a network file, as plain data for JSON. */
export interface Inspection extends FileContents {
  readonly kind: FileKind;
  readonly sizeBytes: number;
  /** CRC-32 of the whole file, to tell two files apart; the file's own checksums were found right. */
  readonly crc32: string;
  /** As stored; of a container, as decoded: kernels in codes or indices. */
  readonly tensors: readonly TensorInspection[];
  /** Hidden layers, input side first. */
  readonly layers: readonly { readonly units: number; readonly activation: string }[];
  /** Of a container: where its bytes go. */
  readonly bill?: BillOfBytes;
  /** Of the kernels alone. */
  readonly kernels: SparsityInspection;
}

/**
 * The contents of a network file of ours, or a checkpoint.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the file is none of ours, cut or changed.
 */
export function inspectFile(file: ByteInput, name: string): Inspection {
  const bytes = bytesOf(file, "inspectFile");
  const found = formatOf(bytes, name).inspect(bytes, name);
  const { architecture } = found;
  const layers = architecture.hidden.map((units, l) => ({
    units,
    activation: activationName(activationOf(architecture, l)),
  }));
  const kernels = found.tensors.filter(({ name: tensor }) => /^layers.\d+.weights$/.test(tensor));
  return { sizeBytes: bytes.length, crc32: crc32Hex(bytes), ...found, layers, kernels: sumOf(kernels) };
}

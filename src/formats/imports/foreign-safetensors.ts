/**
 * A safetensors file that another program wrote: tensors by name as float32, without the checksums of ours.
 *
 *   bytes 0-7 length N of the header, bytes 8- header { tensor: { dtype, shape, data_offsets } }, then the tensors
 *
 * Source  https://github.com/huggingface/safetensors, README, "Format".
 */

import { float16Value } from "../../codec/float16.ts";
import { FormatError } from "../../core/errors.ts";
import { isRecord, parseJsonRecord } from "../json.ts";

export interface ForeignTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const LENGTH_BYTES = 8;

/** How a number of some type is read, and its bytes. */
const TYPES: Readonly<
  Record<string, { readonly size: number; readonly read: (view: DataView, at: number) => number }>
> = {
  F64: { size: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { size: 2, read: (view, at) => float16Value(view.getUint16(at, true)) },
  BF16: { size: 2, read: bfloat16 },
  I64: { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
};

/**
 * @param name  What to call the file in an error.
 * @throws FormatError if it is cut, its tensors overlap or have another size than their shape says.
 */
export function readForeignSafetensors(bytes: Uint8Array, name: string): ReadonlyMap<string, ForeignTensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < LENGTH_BYTES ? -1 : Number(view.getBigUint64(0, true));
  if (length < 0 || length > bytes.length - LENGTH_BYTES)
    throw new FormatError(
      `${name}: is no safetensors file, or cut: its header would have ${Math.max(0, length)} bytes`,
    );
  const start = LENGTH_BYTES + length;
  const header = parseJsonRecord(bytes.subarray(LENGTH_BYTES, start), `${name}: header at byte ${LENGTH_BYTES}`);
  const tensors = new Map<string, ForeignTensor>();
  let left = bytes.length - start;
  for (const [tensor, entry] of Object.entries(header)) {
    if (tensor === "__metadata__") continue;
    const where = `${name}: tensor ${JSON.stringify(tensor)}`;
    const { dtype, shape, begin, end } = checkedEntry(entry, bytes.length - start, where);
    left -= end - begin;
    if (left < 0) throw new FormatError(`${where}: overlaps another tensor`);
    const { size, read } = dtype;
    const values = new Float32Array((end - begin) / size);
    for (let i = 0; i < values.length; i++) values[i] = read(view, start + begin + i * size);
    tensors.set(tensor, { shape, values });
  }
  return tensors;
}

function checkedEntry(entry: unknown, room: number, where: string) {
  const { dtype: type, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  const dtype = typeof type === "string" && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (!dtype)
    throw new FormatError(`${where}: has the type ${JSON.stringify(type)}; read are ${Object.keys(TYPES).join(", ")}`);
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    throw new FormatError(`${where}: shape and data_offsets must be lists of whole numbers`);
  const [begin, end] = offsets;
  const size = shape.reduce((product, count) => product * count, dtype.size);
  if (begin > end || end > room || end - begin !== size)
    throw new FormatError(`${where}: bytes ${begin} to ${end} of ${room} do not hold the shape [${shape.join()}]`);
  return { dtype, shape, begin, end };
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

/** The upper half of a float32. */
function bfloat16(view: DataView, at: number): number {
  return new Float32Array(Uint32Array.of(view.getUint16(at, true) << 16).buffer)[0];
}

/**
 * The types of numbers and texts.
 *
 *   class and version 1, bits 3, size 4, properties        class 0 whole numbers, 1 floats, 3 texts, 5 opaque, 9 of any length
 *
 * bfloat16 has no type of its own: h5py writes the two bytes as opaque.
 *
 * Source  HDF5 File Format Specification 3.0, section IV.A.2.d.
 */

import { float16Value } from "../../codec/float16.ts";
import type { Hdf5Part } from "./hdf5-file.ts";

/** How an element of a data set is read. */
export interface Hdf5Type {
  /** Bytes of one element. */
  readonly size: number;
  readonly kind: "number" | "text" | "text of any length" | "other";
  /** Of a number. */
  readonly read?: (view: DataView, at: number) => number;
}

const WHOLE = 0;
const FLOAT = 1;
const TEXT = 3;
const OPAQUE = 5;
const ANY_LENGTH = 9;
/** Bits of the exponent of float16, float32 and float64. */
const EXPONENT_BITS: Readonly<Record<number, number>> = { 2: 5, 4: 8, 8: 11 };

/** @param message  Content of a data type message. */
export function hdf5Type(message: Hdf5Part): Hdf5Type {
  const kind = message.uint8() & 0x0f;
  const bits = message.uint8() + 256 * message.uint16();
  const size = message.uint32();
  const read = kind === WHOLE ? wholeNumber(bits, size) : floatNumber(kind, bits, size, message);
  if (read) return { size, kind: "number", read };
  if (kind === TEXT) return { size, kind: "text" };
  return { size, kind: kind === ANY_LENGTH && (bits & 0x0f) === 1 ? "text of any length" : "other" };
}

function wholeNumber(bits: number, size: number): Hdf5Type["read"] {
  if (bits & 1) return undefined;
  const isSigned = (bits & 8) !== 0;
  switch (size) {
    case 1:
      return (view, at) => (isSigned ? view.getInt8(at) : view.getUint8(at));
    case 2:
      return (view, at) => (isSigned ? view.getInt16(at, true) : view.getUint16(at, true));
    case 4:
      return (view, at) => (isSigned ? view.getInt32(at, true) : view.getUint32(at, true));
    case 8:
      return (view, at) => Number(isSigned ? view.getBigInt64(at, true) : view.getBigUint64(at, true));
    default:
      return undefined;
  }
}

function floatNumber(kind: number, bits: number, size: number, properties: Hdf5Part): Hdf5Type["read"] {
  if (kind === OPAQUE && size === 2) return bfloat16;
  if (kind !== FLOAT || (bits & 0x41) !== 0) return undefined;
  const exponent = properties.skip(5).uint8();
  if (size === 2 && exponent === 8) return bfloat16;
  if (exponent !== EXPONENT_BITS[size]) return undefined;
  if (size === 2) return (view, at) => float16Value(view.getUint16(at, true));
  return size === 4 ? (view, at) => view.getFloat32(at, true) : (view, at) => view.getFloat64(at, true);
}

/** The upper half of a float32. */
function bfloat16(view: DataView, at: number): number {
  return new Float32Array(Uint32Array.of(view.getUint16(at, true) << 16).buffer)[0];
}

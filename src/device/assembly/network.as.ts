/**
 * The sums of a device network, straight from its compact form: nothing is unpacked.
 *
 * A kernel of outputs x inputs weights is its survivors input by input, of each input in the order of the outputs, each as a gap
 * and a code. A gap is how many zeros stand before the survivor since the one before it, over the ends of inputs; its largest
 * number is an escape, which means as many zeros and no survivor. A code is the place of the weight among a few values. Gaps and
 * codes have 1, 2, 4 or 8 bits, the lowest of a byte first; a kernel with few zeros has no gaps and a code for each weight.
 *
 * Sums start at the bias and add products from the first input on, each rounded to float32. As weights stand input by input,
 * inputs may come in blocks and need not be kept. Kernels in int8 quantize their inputs first and sum in integers
 * (docs/formats/container.md, "What a network computes"): the step is that of the largest, so that inputs which came before it
 * must come again.
 */

import {
  at,
  byteAt,
  Bytes,
  ConstBytes,
  ConstFloats,
  ConstInts,
  Floats,
  intAt,
  Ints,
  put,
  putByte,
  putInt,
} from "../../features/device/assembly/memory.as";

/** As the bits of a code: every survivor has a value of its own, in their order. */
const OWN_VALUES: i32 = 32;
/** As the bits of a code in int8: the code is the weight. */
const WHOLE_BYTES: i32 = 8;
/** Largest code of an input. */
const MOST_STEPS: f32 = 127.0;

/** Number i of numbers of some bits. @param bits  0, 1, 2, 4 or 8; of 0 bits they are all 0. */
function fieldAt(fields: ConstBytes, i: i32, bits: i32): i32 {
  const place = i * bits;
  return (byteAt(fields, place >> 3) >> (place & 7)) & ((1 << bits) - 1);
}

/** A signed byte. */
function signedAt(codes: ConstBytes, i: i32): i32 {
  return (byteAt(codes, i) ^ 128) - 128;
}

/** Whether all numbers are finite. */
export function areFinite(x: ConstFloats, count: i32): bool {
  for (let i = 0; i < count; i++) {
    if (!(at(x, i) - at(x, i) == 0)) return false;
  }
  return true;
}

/** y = x scale + offset, of some inputs. @param scale  Of the first of them; offset alike. */
export function normalizeInto(y: Floats, x: ConstFloats, scale: ConstFloats, offset: ConstFloats, count: i32): void {
  for (let i = 0; i < count; i++) put(y, i, at(x, i) * at(scale, i) + at(offset, i));
}

/** y = x scale, of few different scales. @param first  Number of the first of these inputs. @param codes  The scale of each input. */
export function scaleInto(
  y: Floats,
  x: ConstFloats,
  first: i32,
  codes: ConstBytes,
  codeBits: i32,
  scales: ConstFloats,
  count: i32,
): void {
  for (let i = 0; i < count; i++) put(y, i, at(x, i) * at(scales, fieldAt(codes, first + i, codeBits)));
}

/** y = x */
export function copyInto(y: Floats, x: ConstFloats, count: i32): void {
  for (let i = 0; i < count; i++) put(y, i, at(x, i));
}

/**
 * sums += kernel h of the next inputs, of a kernel with gaps.
 *
 * @param sums    Hold the biases and what earlier inputs have added. [outputs]
 * @param h       [count]
 * @param first   Number of the first of these inputs.
 * @param cursor  Gaps and survivors that are read, input and output behind the last of them; zeros before the first input. [4]
 */
export function addSurvivorsInto(
  sums: Floats,
  h: ConstFloats,
  first: i32,
  count: i32,
  outputs: i32,
  cursor: Ints,
  gaps: ConstBytes,
  gapBits: i32,
  gapCount: i32,
  codes: ConstBytes,
  codeBits: i32,
  values: ConstFloats,
): void {
  const escape = (1 << gapBits) - 1;
  const end = first + count;
  let next = intAt(cursor, 0);
  let survivor = intAt(cursor, 1);
  let input = intAt(cursor, 2);
  let output = intAt(cursor, 3);
  for (; next < gapCount; next++) {
    const gap = fieldAt(gaps, next, gapBits);
    output += gap;
    while (output >= outputs) {
      output -= outputs;
      input++;
    }
    if (gap == escape) continue;
    if (input >= end) {
      // Of an input that is still to come: the gap will be read again.
      output -= gap;
      break;
    }
    const code = codeBits == OWN_VALUES ? survivor : fieldAt(codes, survivor, codeBits);
    put(sums, output, at(sums, output) + at(values, code) * at(h, input - first));
    survivor++;
    output++;
  }
  putInt(cursor, 0, next);
  putInt(cursor, 1, survivor);
  putInt(cursor, 2, input);
  putInt(cursor, 3, output);
}

/** sums += kernel h of some inputs, of a kernel with a code for each weight. @param h  [count] @param first  Number of the first. */
export function addInputsInto(
  sums: Floats,
  h: ConstFloats,
  first: i32,
  count: i32,
  outputs: i32,
  codes: ConstBytes,
  codeBits: i32,
  values: ConstFloats,
): void {
  let place = first * outputs;
  for (let input = 0; input < count; input++) {
    const x = at(h, input);
    for (let output = 0; output < outputs; output++) {
      const code = codeBits == OWN_VALUES ? place : fieldAt(codes, place, codeBits);
      put(sums, output, at(sums, output) + at(values, code) * x);
      place++;
    }
  }
}

/** The largest of some sizes. @param largest  Of those before; 0 where there are none. */
export function largestOf(h: ConstFloats, count: i32, largest: f32): f32 {
  let most = largest;
  for (let i = 0; i < count; i++) {
    const size = abs<f32>(at(h, i));
    if (size > most) most = size;
  }
  return most;
}

/** Inputs of an int8 kernel as codes from -127 to 127. @param largest  Size of the largest input of all. */
export function quantizeInto(codes: Bytes, h: ConstFloats, count: i32, largest: f32): void {
  const stepsPerUnit = largest > 0 ? MOST_STEPS / largest : <f32>0.0;
  for (let i = 0; i < count; i++) putByte(codes, i, stepOf(at(h, i) * stepsPerUnit) & 255);
}

/** The step of the codes. */
export function stepSizeOf(largest: f32): f32 {
  return largest > 0 ? largest / MOST_STEPS : <f32>1.0;
}

/** The nearest whole number, halves away from zero, from -127 to 127. */
function stepOf(steps: f32): i32 {
  if (steps > MOST_STEPS) return 127;
  if (steps < -MOST_STEPS) return -127;
  const whole = <i32>steps;
  const rest = steps - <f32>whole;
  if (rest >= <f32>0.5) return whole + 1;
  return rest <= <f32>-0.5 ? whole - 1 : whole;
}

/**
 * dots += kernel codes of the next inputs, of an int8 kernel with gaps.
 *
 * @param dots        Hold what earlier inputs have added. [outputs]
 * @param inputCodes  [count]
 * @param first       Number of the first of these inputs.
 * @param cursor      As addSurvivorsInto's. [4]
 * @param values      Of codes that are no whole bytes.
 */
export function addSurvivorDotsInto(
  dots: Ints,
  inputCodes: ConstBytes,
  first: i32,
  count: i32,
  outputs: i32,
  cursor: Ints,
  gaps: ConstBytes,
  gapBits: i32,
  gapCount: i32,
  codes: ConstBytes,
  codeBits: i32,
  values: ConstBytes,
): void {
  const escape = (1 << gapBits) - 1;
  const end = first + count;
  let next = intAt(cursor, 0);
  let survivor = intAt(cursor, 1);
  let input = intAt(cursor, 2);
  let output = intAt(cursor, 3);
  for (; next < gapCount; next++) {
    const gap = fieldAt(gaps, next, gapBits);
    output += gap;
    while (output >= outputs) {
      output -= outputs;
      input++;
    }
    if (gap == escape) continue;
    if (input >= end) {
      // Of an input that is still to come: the gap will be read again.
      output -= gap;
      break;
    }
    const weight = weightAt(codes, survivor, codeBits, values);
    putInt(dots, output, intAt(dots, output) + weight * signedAt(inputCodes, input - first));
    survivor++;
    output++;
  }
  putInt(cursor, 0, next);
  putInt(cursor, 1, survivor);
  putInt(cursor, 2, input);
  putInt(cursor, 3, output);
}

/** dots += kernel codes of some inputs, of an int8 kernel with a code for each weight. @param first  Number of the first. */
export function addInputDotsInto(
  dots: Ints,
  inputCodes: ConstBytes,
  first: i32,
  count: i32,
  outputs: i32,
  codes: ConstBytes,
  codeBits: i32,
  values: ConstBytes,
): void {
  let place = first * outputs;
  for (let input = 0; input < count; input++) {
    const x = signedAt(inputCodes, input);
    for (let output = 0; output < outputs; output++) {
      putInt(dots, output, intAt(dots, output) + weightAt(codes, place, codeBits, values) * x);
      place++;
    }
  }
}

/** A weight of an int8 kernel in steps. */
function weightAt(codes: ConstBytes, i: i32, codeBits: i32, values: ConstBytes): i32 {
  return codeBits == WHOLE_BYTES ? signedAt(codes, i) : signedAt(values, fieldAt(codes, i, codeBits));
}

/** sums += dots step. @param step  Of the inputs times that of the weights. */
export function addDotsInto(sums: Floats, dots: ConstInts, step: f32, count: i32): void {
  for (let i = 0; i < count; i++) put(sums, i, at(sums, i) + <f32>intAt(dots, i) * step);
}

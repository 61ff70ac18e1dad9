/**
 * What a layer of a device network does to its sums, in float32: activations, and the softmax at the end.
 *
 * They round at every step, where the runtime for apps and the reference compute in double precision and round once: a
 * probability differs from theirs in its last digits, and is the same on every machine.
 */

import { expOf } from "../../features/device/assembly/elementary.as";
import { at, ConstFloats, Floats, put } from "../../features/device/assembly/memory.as";

/** Below this, tanh is its continued fraction, whose error is below half a unit in the last place there. */
const TANH_SMALL: f32 = 0.5;

/** Abramowitz and Stegun 1964, 7.1.26: error of erfc below 1.5e-7. */
const ERFC_P: f32 = 0.3275911;
const ERFC_1: f32 = 0.254829592;
const ERFC_2: f32 = -0.284496736;
const ERFC_3: f32 = 1.421413741;
const ERFC_4: f32 = -1.453152027;
const ERFC_5: f32 = 1.061405429;
const INVERSE_SQRT2: f32 = 0.70710678;

/** y = 1 / (1 + e^-y) */
export function sigmoidInto(y: Floats, count: i32): void {
  for (let i = 0; i < count; i++) put(y, i, <f32>1.0 / (<f32>1.0 + expOf(-at(y, i))));
}

/** y = max(0, y) */
export function reluInto(y: Floats, count: i32): void {
  for (let i = 0; i < count; i++) {
    if (at(y, i) < 0) put(y, i, 0);
  }
}

/** y = slope y where y is below zero */
export function leakyReluInto(y: Floats, count: i32, slope: f32): void {
  for (let i = 0; i < count; i++) {
    const x = at(y, i);
    if (x < 0) put(y, i, slope * x);
  }
}

/** tanh x: x (105 + 10 x x) / (105 + 45 x x + x x x x) near zero, sign x (1 - 2 / (e^2|x| + 1)) beyond */
function tanhOf(x: f32): f32 {
  const size = abs<f32>(x);
  if (size < TANH_SMALL) {
    const z = x * x;
    return (x * (<f32>105.0 + <f32>10.0 * z)) / (<f32>105.0 + z * (<f32>45.0 + z));
  }
  const y = <f32>1.0 - <f32>2.0 / (expOf(<f32>2.0 * size) + <f32>1.0);
  return x < 0 ? -y : y;
}

/** y = tanh y */
export function tanhInto(y: Floats, count: i32): void {
  for (let i = 0; i < count; i++) put(y, i, tanhOf(at(y, i)));
}

/** The normal distribution's share beyond x >= 0: erfc(x / sqrt(2)) / 2 */
function upperTail(x: f32): f32 {
  const z = x * INVERSE_SQRT2;
  const t = <f32>1.0 / (<f32>1.0 + ERFC_P * z);
  const series = t * (ERFC_1 + t * (ERFC_2 + t * (ERFC_3 + t * (ERFC_4 + t * ERFC_5))));
  return <f32>0.5 * series * expOf(-z * z);
}

/** y = y times the normal distribution's share below y */
export function geluInto(y: Floats, count: i32): void {
  for (let i = 0; i < count; i++) {
    const x = at(y, i);
    const share = upperTail(abs<f32>(x));
    put(y, i, x < 0 ? x * share : x - x * share);
  }
}

/** Probabilities of sums, from the largest on, so that nothing overflows. */
export function softmaxInto(p: Floats, sums: ConstFloats, count: i32): void {
  let largest = at(sums, 0);
  for (let i = 1; i < count; i++) {
    if (at(sums, i) > largest) largest = at(sums, i);
  }
  let total: f32 = 0;
  for (let i = 0; i < count; i++) {
    const share = expOf(at(sums, i) - largest);
    put(p, i, share);
    total += share;
  }
  for (let i = 0; i < count; i++) put(p, i, at(p, i) / total);
}

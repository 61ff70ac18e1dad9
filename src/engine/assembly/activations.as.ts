/**
 * Activations of hidden layers, four sums at a time, and for training their derivatives; what they are is said in
 * src/network/activation.ts.
 *
 * Relative errors: sigmoid and tanh 4e-7, GELU 6e-7 for x ≥ −3 (below it, where GELU goes from −0.004 to 0, the rounding of
 * x² grows in the exponent); the others are exact. NaN stays NaN.
 *
 *   tanh x = sign x · |t| / (t + 2)      t = e^(−2|x|) − 1
 *   Φ(−z)  = e^(−z²/2) · s · Σ_k Q_k s^k    s = 1 / (1 + 0.3 z), z ≥ 0: error 4e-7 of the value, fitted with numpy to
 *                                           scipy's erfcx on 0 ≤ z ≤ 10; below e^−87 it is 0
 */

import { exp, expMinus1, madd, SIGMOID_LIMIT, sigmoid } from "./vector.as";

/** How an activation is called: see activation-arguments.ts. */
const SIGMOID: i32 = 0;
const TANH: i32 = 1;
const RELU: i32 = 2;
const LEAKY_RELU: i32 = 3;
const GELU: i32 = 4;

/** Scale of s, and the coefficients of Φ(−z). */
const Q_SCALE: f32 = 0.3;
const Q0: f32 = 0.11960509;
const Q1: f32 = 0.12111071;
const Q2: f32 = 0.09775836;
const Q3: f32 = 0.13549082;
const Q4: f32 = -0.06651651;
const Q5: f32 = 0.22007874;
const Q6: f32 = -0.1650747;
const Q7: f32 = 0.037547532;
/** 1 / √(2π) */
const DENSITY_AT_0: f32 = 0.39894228;

/** The sums from `y` to `end` become activations. */
export function activate(y: usize, end: usize, kind: i32, slope: f32): void {
  if (kind == SIGMOID) for (; y < end; y += 16) v128.store(y, sigmoid(v128.load(y)));
  else if (kind == TANH) for (; y < end; y += 16) v128.store(y, tanh(v128.load(y)));
  else if (kind == RELU) for (; y < end; y += 16) v128.store(y, f32x4.max(v128.load(y), f32x4.splat(0)));
  else if (kind == LEAKY_RELU)
    for (; y < end; y += 16) {
      const x = v128.load(y);
      v128.store(y, v128.bitselect(x, f32x4.mul(x, f32x4.splat(slope)), isPositive(x)));
    }
  else if (kind == GELU)
    for (; y < end; y += 16) {
      const x = v128.load(y);
      v128.store(y, gelu(x, tail(x, bell(x))));
    }
}

/** The same, and as many derivatives from `derivative` on. */
export function activateForTraining(y: usize, end: usize, derivative: usize, kind: i32, slope: f32): void {
  const one = f32x4.splat(1);
  if (kind == SIGMOID)
    for (; y < end; y += 16, derivative += 16) {
      const s = sigmoid(v128.load(y));
      v128.store(y, s);
      v128.store(derivative, f32x4.mul(s, f32x4.sub(one, s)));
    }
  else if (kind == TANH)
    for (; y < end; y += 16, derivative += 16) {
      const t = tanh(v128.load(y));
      v128.store(y, t);
      v128.store(derivative, f32x4.sub(one, f32x4.mul(t, t)));
    }
  else if (kind == RELU)
    for (; y < end; y += 16, derivative += 16) {
      const x = v128.load(y);
      v128.store(y, f32x4.max(x, f32x4.splat(0)));
      v128.store(derivative, v128.and(one, isPositive(x)));
    }
  else if (kind == LEAKY_RELU)
    for (; y < end; y += 16, derivative += 16) {
      const x = v128.load(y);
      v128.store(y, v128.bitselect(x, f32x4.mul(x, f32x4.splat(slope)), isPositive(x)));
      v128.store(derivative, v128.bitselect(one, f32x4.splat(slope), isPositive(x)));
    }
  else if (kind == GELU)
    for (; y < end; y += 16, derivative += 16) {
      const x = v128.load(y);
      const e = bell(x);
      const q = tail(x, e);
      const below = v128.bitselect(f32x4.sub(one, q), q, isPositive(x));
      v128.store(y, gelu(x, q));
      v128.store(derivative, madd(f32x4.mul(x, f32x4.splat(DENSITY_AT_0)), e, below));
    }
}

// @ts-ignore: decorator
@inline
function isPositive(x: v128): v128 {
  return f32x4.gt(x, f32x4.splat(0));
}

// @ts-ignore: decorator
@inline
function tanh(x: v128): v128 {
  const t = expMinus1(f32x4.max(f32x4.mul(f32x4.abs(x), f32x4.splat(-2)), f32x4.splat(-SIGMOID_LIMIT)));
  const size = f32x4.div(f32x4.abs(t), f32x4.add(t, f32x4.splat(2)));
  return v128.or(size, v128.and(x, f32x4.splat(-0.0)));
}

/** e^(−x²/2) */
// @ts-ignore: decorator
@inline
function bell(x: v128): v128 {
  const exponent = f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5));
  const limit = f32x4.splat(-SIGMOID_LIMIT);
  return v128.and(exp(f32x4.max(exponent, limit)), f32x4.gt(exponent, limit));
}

/** Φ(−|x|), given e^(−x²/2). */
// @ts-ignore: decorator
@inline
function tail(x: v128, e: v128): v128 {
  const one = f32x4.splat(1);
  const s = f32x4.div(one, madd(f32x4.abs(x), f32x4.splat(Q_SCALE), one));
  let series = madd(f32x4.splat(Q7), s, f32x4.splat(Q6));
  series = madd(series, s, f32x4.splat(Q5));
  series = madd(series, s, f32x4.splat(Q4));
  series = madd(series, s, f32x4.splat(Q3));
  series = madd(series, s, f32x4.splat(Q2));
  series = madd(series, s, f32x4.splat(Q1));
  series = madd(series, s, f32x4.splat(Q0));
  return f32x4.mul(f32x4.mul(series, s), e);
}

/** x · Φ(x), given Φ(−|x|). */
// @ts-ignore: decorator
@inline
function gelu(x: v128, q: v128): v128 {
  const part = f32x4.mul(x, q);
  return v128.bitselect(f32x4.sub(x, part), part, isPositive(x));
}

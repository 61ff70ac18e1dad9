/**
 * Numbers as int8 codes of a grid, and the grids of a network's activations.
 *
 *   value = scale · (code − zeroPoint)        code −128 to 127
 *
 * Source  TensorFlow Lite 8-bit quantization specification.
 */

/** Which numbers the codes of a tensor stand for. */
export interface Int8Grid {
  /** A float32 number above 0: units per step. */
  readonly scale: number;
  /** Code of 0. */
  readonly zeroPoint: number;
}

/** Grids of a network's activations. */
export interface Int8Activations {
  /** Of the standardised inputs. */
  readonly inputs: Int8Grid;
  /** Of each layer's sums, input side first. */
  readonly sums: readonly Int8Grid[];
  /** Of what each hidden layer's activation makes of them. */
  readonly results: readonly Int8Grid[];
}

/** Of a sigmoid's and the softmax's results. */
export const SHARE_GRID: Int8Grid = { scale: 1 / 256, zeroPoint: -128 };

/** Of a hyperbolic tangent's results. */
export const TANH_GRID: Int8Grid = { scale: 1 / 128, zeroPoint: 0 };

export const LEAST_CODE = -128;
export const MOST_CODE = 127;
/** Code of a value on a grid, ties away from zero. */
export function codeOn({ scale, zeroPoint }: Int8Grid, value: number): number {
  const steps = value / scale;
  return clampedCode(Math.trunc(steps + (steps < 0 ? -0.5 : 0.5)) + zeroPoint);
}

/** The nearest code that there is. */
export function clampedCode(code: number): number {
  return Math.max(LEAST_CODE, Math.min(MOST_CODE, code));
}

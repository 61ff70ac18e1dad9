/**
 * The arrays that the reference engine computes in: float32 like the fast kernels, or float64 to hold its gradients
 * against finite differences. Sums run in JavaScript's float64 either way and are rounded when they are stored.
 */

/** Float32 as in the engines, float64 to check gradients by finite differences. */
export type Numbers = Float32Array | Float64Array;

/** A new array of zeros. */
export type Allocate = (length: number) => Numbers;

export const float32: Allocate = (length) => new Float32Array(length);
export const float64: Allocate = (length) => new Float64Array(length);

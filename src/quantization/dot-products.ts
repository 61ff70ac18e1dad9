/**
 * Integer dot products, plain: the reference of `assembly/int8-dots.ts`, kept as its oracle.
 */

/**
 * Dot products of each row with each output's codes, exact.
 *
 *   dots_ro = Σ_i rowCodes_ri · kernelCodes_oi
 *
 * @param rowCodes     [B × I]
 * @param kernelCodes  [O × I]
 * @param dots         Receives the products. [B × O]
 */
export function dotProductsInto(
  dots: Int32Array,
  rowCodes: Int8Array,
  kernelCodes: Int8Array,
  rows: number,
  inputs: number,
  outputs: number,
): void {
  for (let row = 0; row < rows; row++)
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += rowCodes[row * inputs + i] * kernelCodes[output * inputs + i];
      dots[row * outputs + output] = sum;
    }
}

/**
 * Standard deviation, skewness and kurtosis of the population: divided by N, kurtosis of the normal distribution is 3.
 *
 *   m_k = Σ (x − mean)^k / N,   stddev = √m₂,   skewness = m₃ / m₂^1.5,   kurtosis = m₄ / m₂²;   all 0 for a constant
 *
 * Source  specification, section 17.3.
 */

import type { FunctionalFamily } from "./sequence.ts";

export const MOMENTS: FunctionalFamily = {
  names: ["stddev", "skewness", "kurtosis"],
  into(out, offset, { x, mean }) {
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let i = 0; i < x.length; i++) {
      const distance = x[i] - mean;
      const square = distance * distance;
      second += square;
      third += square * distance;
      fourth += square * square;
    }
    const m2 = second / x.length;
    out[offset] = Math.sqrt(m2);
    out[offset + 1] = m2 > 0 ? third / x.length / (m2 * Math.sqrt(m2)) : 0;
    out[offset + 2] = m2 > 0 ? fourth / x.length / (m2 * m2) : 0;
  },
};

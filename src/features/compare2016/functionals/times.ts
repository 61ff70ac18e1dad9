/**
 * Shares of the time that a contour spends above levels, rising, and curving to the left.
 *
 *   upleveltime q  values above least + q·range;   risetime  steps that go up;   leftctime  steps smaller than the next one
 *
 * Source  specification, section 17.6.
 */

import type { FunctionalFamily } from "./sequence.ts";

const f32 = Math.fround;

const LEVELS = [0.25, 0.5, 0.75, 0.9] as const;

export const TIMES: FunctionalFamily = {
  names: ["upleveltime25", "upleveltime50", "upleveltime75", "upleveltime90", "risetime", "leftctime"],
  into(out, offset, { x, least, range }) {
    const [l25, l50, l75, l90] = LEVELS.map((share) => f32(f32(f32(share) * range) + least)) as [
      number,
      number,
      number,
      number,
    ];
    let n25 = 0;
    let n50 = 0;
    let n75 = 0;
    let n90 = 0;
    for (let i = 0; i < x.length; i++) {
      const value = x[i];
      if (value > l25) n25++;
      if (value > l50) n50++;
      if (value > l75) n75++;
      if (value > l90) n90++;
    }
    let rising = 0;
    let leftCurved = 0;
    let step = 0;
    for (let i = 1; i < x.length; i++) {
      const next = f32(x[i] - x[i - 1]);
      if (x[i] > x[i - 1]) rising++;
      if (i > 1 && step < next) leftCurved++;
      step = next;
    }
    const count = x.length;
    out[offset] = n25 / count;
    out[offset + 1] = n50 / count;
    out[offset + 2] = n75 / count;
    out[offset + 3] = n90 / count;
    out[offset + 4] = count > 1 ? rising / (count - 1) : 0;
    out[offset + 5] = count > 2 ? leftCurved / (count - 2) : 0;
  },
};

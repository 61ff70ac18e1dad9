/**
 * Range of a contour, and where its extremes lie, as shares of its length.
 *
 * Source  specification, section 17.1.
 */

import type { FunctionalFamily } from "./sequence.ts";

export const EXTREMES: FunctionalFamily = {
  names: ["range", "maxPos", "minPos"],
  into(out, offset, { x, range, mostAt, leastAt }) {
    out[offset] = range;
    out[offset + 1] = mostAt / x.length;
    out[offset + 2] = leastAt / x.length;
  },
};

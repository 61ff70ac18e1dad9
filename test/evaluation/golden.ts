/** Reference values from Python; test/golden/python/README.md says how they were made. */

import { readFileSync } from "node:fs";

interface Golden {
  erfc: { x: number; value: number }[];
  binomial: { k: number; n: number; point: number; tail: number }[];
  mcnemar: { b: number; c: number; chi2: number; mid: number; asymptotic: number; exact: number; corrected: number }[];
  quantile: { ascending: number[]; cases: { p: number; value: number }[] };
  svm: {
    features: number;
    inputs: number[];
    targets: number[];
    costs: number[];
    weights: number[];
    bias: number;
    objective: number;
  }[];
}

export const GOLDEN = JSON.parse(readFileSync("test/golden/python/statistics.json", "utf8")) as Golden;

/** |found − expected| / |expected|, 0 where both are 0. */
export function relativeError(found: number, expected: number): number {
  return found === expected ? 0 : Math.abs(found - expected) / Math.abs(expected);
}

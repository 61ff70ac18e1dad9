/**
 * What in the data makes a claim void: it stands in the claim itself, so that nobody quotes the one without the other.
 */

import type { DataFinding } from "../squeeze/squeeze-result.ts";

/** Kinds of fault, most serious first, by the finding's check, what they are called in a claim, and whether figures leak. */
const FAULTS: readonly { readonly check: RegExp; readonly words: string; readonly leaks: boolean }[] = [
  { check: /overlap$/, words: "leakage between partitions: figures too high", leaks: true },
  { check: /feature-leak$/, words: "a column gives the class away: figures too high", leaks: true },
  { check: /^duplicate-labels$/, words: "the same sound has two labels", leaks: false },
  { check: /^(recordings|unreadable)$/, words: "recordings are left out", leaks: false },
];

/** What is wrong with the data, as far as it bears on the figures. */
export interface DataFaults {
  /** In a few words each. */
  readonly words: readonly string[];
  /** The findings' own sentences. */
  readonly sentences: readonly string[];
  /** Whether figures are too high by a fault: they are then no evidence of anything. */
  readonly leak: boolean;
}

/**
 * The faults among findings.
 *
 * @param usesDevel  Whether devel decides or is judged; what touches devel alone (checks that end in -devel) then counts.
 */
export function dataFaults(findings: readonly DataFinding[], { usesDevel }: { usesDevel: boolean }): DataFaults {
  const warnings = findings.filter(({ severity }) => severity !== "note");
  const found = FAULTS.map(({ check, words, leaks }) => {
    const own = warnings.filter((finding) => check.test(usesDevel ? withoutDevel(finding.check) : finding.check));
    return { words, leaks, sentences: own.map(({ sentence }) => sentence) };
  }).filter(({ sentences }) => sentences.length > 0);
  return {
    words: found.map(({ words }) => words),
    sentences: found.flatMap(({ sentences }) => sentences),
    leak: found.some(({ leaks }) => leaks),
  };
}

/** "[Leakage between partitions: figures too high; ...] " before a claim, or nothing. */
export function faultPrefix({ words }: DataFaults): string {
  const text = words.join("; ");
  return text === "" ? "" : `[${text.charAt(0).toUpperCase()}${text.slice(1)}] `;
}

function withoutDevel(check: string): string {
  return check.replace(/-devel$/, "");
}

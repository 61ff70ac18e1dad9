/**
 * What copies in a corpus mean, in sentences.
 */

import { type Finding, note, some, warning } from "../core/finding.ts";
import { counted } from "../core/number-text.ts";
import type { Examples } from "./corpus.ts";
import type { DuplicatePair, Likeness } from "./duplicates.ts";

/** Partitions that are tested on; of a cross-validation every fold is, once. */
const TESTED = /^(test|fold \d+)$/;

const NOUNS: Readonly<Record<Likeness, string>> = {
  identical: "identical audio",
  near: "nearly identical audio",
  part: "partly identical audio (one holds a part of the other)",
  features: "identical features",
};

/** What the copies mean: worst across partitions, bad with another label, wasteful otherwise. */
export function duplicateFindings(examples: Examples, pairs: readonly DuplicatePair[]): Finding[] {
  const { labels, partitions } = examples;
  const across = (pair: DuplicatePair) => partitions?.[pair.rows[0]] !== partitions?.[pair.rows[1]];
  const inTest = ({ rows }: DuplicatePair) => rows.some((row) => TESTED.test(partitions?.[row] ?? ""));
  const contradicts = (pair: DuplicatePair) => labels[pair.rows[0]] !== labels[pair.rows[1]];
  return Object.entries(NOUNS).flatMap(([likeness, noun]) => {
    const kind = pairs.filter((pair) => pair.likeness === likeness);
    const listed = (chosen: readonly DuplicatePair[]) => some(chosen.map((pair) => names(examples, pair)));
    const findings: Finding[] = [];
    const leaking = kind.filter(across);
    if (leaking.length > 0) {
      findings.push(
        warning(
          leaking.some(inTest) ? "duplicate-overlap" : "duplicate-overlap-devel",
          `${counted(leaking.length, "pair")} of ${noun} stand in two partitions: ${listed(leaking)}. ${leaking.some(inTest) ? "The test is then no test." : "Results on devel are too high."}`,
        ),
      );
    }
    const contrary = kind.filter(contradicts);
    if (contrary.length > 0) {
      findings.push(
        warning(
          "duplicate-labels",
          `${counted(contrary.length, "pair")} of ${noun} have different labels: ${listed(contrary)}. One of each pair is wrong.`,
        ),
      );
    }
    const rest = kind.filter((pair) => !across(pair) && !contradicts(pair));
    if (rest.length > 0) {
      findings.push(
        note("duplicate", `${counted(rest.length, "pair")} of ${noun} stand in one partition: ${listed(rest)}.`),
      );
    }
    return findings;
  });
}

function names({ ids, partitions }: Examples, { rows }: DuplicatePair): string {
  return rows.map((row) => (partitions ? `${ids[row]} (${partitions[row]})` : ids[row])).join(" = ");
}

/**
 * The check of a corpus for leaks and confounds, before anything is learned from it.
 *
 * Needs only names, labels, speakers and partitions, so feature tables can be checked too; with measures of the
 * recordings it also finds copies and labels that can be told without listening.
 */

import { type Finding, note, some, warning } from "../core/finding.ts";
import { counted } from "../core/number-text.ts";
import { UNKNOWN_LABEL } from "../table/feature-table.ts";
import { amplitudeFindings } from "./amplitudes.ts";
import { type Confound, confoundFindings, confounds } from "./confounds.ts";
import type { Examples } from "./corpus.ts";
import { duplicateFindings } from "./duplicate-findings.ts";
import { type DuplicatePair, identicalRecordings } from "./duplicates.ts";
import type { RecordingMeasures } from "./recording-measures.ts";
import { speakerSpellingFindings } from "./speaker-spellings.ts";
import { speakerCount } from "./split.ts";

/** Below this number of speakers in a partition, an interval by speaker is not worth its name. */
const FEWEST_SPEAKERS = 10;

/** What speaks against believing in a corpus. */
export interface CorpusCheck {
  /** Everything worth saying, warnings first. */
  readonly findings: readonly Finding[];
  /** All AUCs, flagged or not; empty without measures. */
  readonly confounds: readonly Confound[];
  readonly duplicates: readonly DuplicatePair[];
}

/**
 * What speaks against believing results on these examples.
 *
 * @param measures    Of each recording, where there is audio. [N]
 * @param duplicates  Pairs of copies, by findDuplicates or identicalRows; default: recordings with the same samples.
 */
export function checkCorpus(
  examples: Examples,
  measures?: readonly RecordingMeasures[],
  duplicates: readonly DuplicatePair[] = identicalRecordings(measures ?? []),
): CorpusCheck {
  const found = measures ? confounds(examples, measures) : [];
  const findings = [
    ...overlapFindings(examples),
    ...duplicateFindings(examples, duplicates),
    ...confoundFindings(found),
    ...amplitudeFindings(examples.ids, measures ?? []),
    ...speakerFindings(examples),
    ...speakerSpellingFindings(examples.speakers),
    ...labelFindings(examples),
  ];
  return { findings: warningsFirst(findings), confounds: found, duplicates };
}

/** Findings in their order, but notes after warnings. */
export function warningsFirst(findings: readonly Finding[]): Finding[] {
  const severities = ["warning", "note"] as const;
  return severities.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

/** Speakers on two sides; where none of them is in test, its results are not touched. */
function overlapFindings({ speakers, partitions }: Examples): Finding[] {
  if (!speakers || !partitions) return [];
  const sides = new Map<string, Set<string>>();
  speakers.forEach((speaker, row) => {
    const own = sides.get(speaker) ?? new Set();
    sides.set(speaker, own.add(partitions[row]));
  });
  const shared = [...sides].filter(([, own]) => own.size > 1);
  if (shared.length === 0) return [];
  const listed = some(shared.map(([speaker, own]) => `${speaker} (${[...own].join(", ")})`));
  const who = shared.length === 1 ? "1 speaker is" : `${shared.length} speakers are`;
  return [
    warning(
      shared.some(([, own]) => own.has("test")) ? "speaker-overlap" : "speaker-overlap-devel",
      `${who} in more than one partition: ${listed}. Results on them are those of known voices and too high.`,
    ),
  ];
}

/** Whether speakers are known, and enough of them. */
function speakerFindings(examples: Examples): Finding[] {
  const { ids, speakers, partitions } = examples;
  if (!speakers) {
    return [
      warning(
        "speakers",
        "No speakers are known: whether one voice is in two partitions cannot be checked, and intervals treat every recording as a speaker.",
      ),
    ];
  }
  const count = speakerCount(examples);
  if (count === ids.length) {
    return [
      note(
        "speakers",
        `Every one of the ${count} recordings has a speaker of its own: if these are file names and not people, one voice may be in two partitions unseen.`,
      ),
    ];
  }
  const names = partitions ? [...new Set(partitions)] : [undefined];
  return names.flatMap((name) => {
    const own = new Set(speakers.filter((_, row) => name === undefined || partitions?.[row] === name));
    if (own.size >= FEWEST_SPEAKERS) return [];
    const where = name === undefined ? "The corpus" : `The partition ${name}`;
    return [
      warning(
        "few-speakers",
        `${where} has ${counted(own.size, "speaker")}: too few to conclude anything about others (${FEWEST_SPEAKERS} at least).`,
      ),
    ];
  });
}

/** Partitions without labels, or without some class. */
function labelFindings({ classes, labels, partitions }: Examples): Finding[] {
  const names = partitions ? [...new Set(partitions)] : [undefined];
  return names.flatMap((name) => {
    const own = Array.from(labels).filter((_, row) => name === undefined || partitions?.[row] === name);
    const where = name === undefined ? "the corpus" : `the partition ${name}`;
    const unknown = own.filter((label) => label === UNKNOWN_LABEL).length;
    if (unknown === own.length)
      return [warning("labels", `No recording in ${where} has a label: it cannot be evaluated.`)];
    const findings: Finding[] = [];
    if (unknown > 0)
      findings.push(warning("labels", `${unknown} of ${own.length} recordings in ${where} have no label.`));
    const missing = classes.filter((_, c) => !own.includes(c));
    if (missing.length > 0)
      findings.push(warning("labels", `There is no recording of ${missing.join(", ")} in ${where}.`));
    return findings;
  });
}

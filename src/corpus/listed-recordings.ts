/**
 * A list of labels brought together with the audio files of a folder: what is in both becomes the corpus, what is in
 * one only becomes a finding.
 */

import { UserError } from "../core/errors.ts";
import { type Finding, some, warning } from "../core/finding.ts";
import { counted } from "../core/number-text.ts";
import { UNKNOWN_LABEL } from "../table/feature-table.ts";
import type { LabelEntry, LabelsList } from "../table/labels-list.ts";
import { RecordingIndex } from "../table/recording-names.ts";
import { isOtherSegment } from "../table/segments.ts";
import type { Examples } from "./corpus.ts";

/** A recording with what lists say about it. */
export interface ListedRecording {
  /** Path of the audio file in the folder; of a corpus with features only, the name in the list. */
  readonly path: string;
  readonly label?: string | undefined;
  readonly speaker?: string | undefined;
  readonly partition?: string | undefined;
}

/** Recordings of a folder with what its list of labels says of them. */
export interface ListedRecordings {
  readonly recordings: readonly ListedRecording[];
  readonly findings: readonly Finding[];
}

/** One entry of one list, for messages. */
interface Source {
  readonly list: string;
  readonly entry: LabelEntry;
}

/**
 * The audio files that lists know, in the order of the files, and sentences about what does not fit.
 *
 * A file that no list knows, and an entry without a file, are left out with a warning; a recording that is listed twice
 * counts once.
 *
 * @param mayBeUnlisted  Files that are kept, without label, although no list knows them.
 * @throws UserError where a recording is listed twice with different labels, or nothing fits together at all.
 */
export function joinListed(
  audioFiles: readonly string[],
  lists: readonly LabelsList[],
  mayBeUnlisted: (path: string) => boolean = () => false,
): ListedRecordings {
  const files = new RecordingIndex(audioFiles);
  const sources = new Map<number, Source[]>();
  const withoutFile: string[] = [];
  for (const { name, entries } of lists) {
    for (const entry of entries) {
      const found = files.find(entry.file);
      if (found.length > 1)
        throw ambiguous(
          name,
          entry,
          found.map((file) => audioFiles[file]),
        );
      if (found.length === 0) withoutFile.push(entry.file);
      else sources.set(found[0], [...(sources.get(found[0]) ?? []), { list: name, entry }]);
    }
  }
  if (sources.size === 0) throw nothingFits(audioFiles, lists);
  const recordings = audioFiles.flatMap((path, file): ListedRecording[] => {
    const own = sources.get(file);
    if (own) return [{ path, ...merged(path, own) }];
    return mayBeUnlisted(path) ? [{ path }] : [];
  });
  const unlisted = audioFiles.filter((path, file) => !sources.has(file) && !mayBeUnlisted(path));
  return {
    recordings,
    findings: [
      ...lists.flatMap((list) => list.findings ?? []),
      ...missingFindings(withoutFile, unlisted),
      ...repeatFindings([...sources.values()]),
    ],
  };
}

function ambiguous(list: string, { line, file }: LabelEntry, found: readonly string[]): UserError {
  return new UserError(
    `${list}: line ${line}: "${file}" may be ${some(found)}; write the folder too, so that it is one of them`,
  );
}

function nothingFits(audioFiles: readonly string[], lists: readonly LabelsList[]): UserError {
  const { name, entries } = lists[0];
  return new UserError(
    `${name}: none of the listed files is in the folder: the list begins with "${entries[0].file}", the folder with "${audioFiles[0]}" (${counted(audioFiles.length, "audio file")})`,
  );
}

/** What all entries about one recording say together. @throws UserError where they contradict each other. */
function merged(path: string, sources: readonly Source[]): Omit<ListedRecording, "path"> {
  checkNoSegments(path, sources);
  return {
    label: agreed(path, sources, "label"),
    speaker: agreed(path, sources, "speaker"),
    partition: agreed(path, sources, "partition"),
  };
}

/** Recordings are taken whole: several parts of one have no place. */
function checkNoSegments(path: string, sources: readonly Source[]): void {
  const other = sources.find(
    ({ list, entry }) => list === sources[0].list && isOtherSegment(entry.file, sources[0].entry.file),
  );
  if (!other) return;
  const { list, entry } = sources[0];
  throw new UserError(
    `${list}: lines ${entry.line} and ${other.entry.line} are about different parts of ${path}; recordings are taken whole: cut the parts into files, or give a table with their features`,
  );
}

function agreed(path: string, sources: readonly Source[], what: "label" | "speaker" | "partition"): string | undefined {
  const said = sources.filter(({ entry }) => entry[what] !== undefined);
  const contrary = said.find(({ entry }) => entry[what] !== said[0].entry[what]);
  if (!contrary) return said[0]?.entry[what];
  const place = ({ list, entry }: Source) => `${entry[what]} in line ${entry.line} of ${list}`;
  throw new UserError(`${path}: its ${what} is ${place(said[0])}, but ${place(contrary)}; correct one of them`);
}

function missingFindings(withoutFile: readonly string[], unlisted: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  if (withoutFile.length > 0) {
    findings.push(
      warning(
        "missing-file",
        `${withoutFile.length} listed ${recordings(withoutFile)} not in the folder and left out: ${some(withoutFile)}.`,
      ),
    );
  }
  if (unlisted.length > 0) {
    findings.push(
      warning(
        "missing-label",
        `${unlisted.length} audio ${unlisted.length === 1 ? "file is" : "files are"} in no list and left out: ${some(unlisted)}.`,
      ),
    );
  }
  return findings;
}

function recordings(names: readonly string[]): string {
  return names.length === 1 ? "recording is" : "recordings are";
}

function repeatFindings(sources: readonly (readonly Source[])[]): Finding[] {
  const twice = sources.filter((own) => own.some(({ list }, i) => own.findIndex((other) => other.list === list) < i));
  if (twice.length === 0) return [];
  const listed = twice.map((own) => `${own[0].entry.file} (lines ${own.map(({ entry }) => entry.line).join(", ")})`);
  return [
    warning(
      "duplicate-row",
      `${twice.length} ${recordings(listed)} listed more than once and used once: ${some(listed)}.`,
    ),
  ];
}

/**
 * Recordings as examples: classes sorted, speakers and partitions only where all recordings have them.
 *
 * @param recordings  With a label or without; a recording without one has UNKNOWN_LABEL.
 */
export function examplesOf(recordings: readonly ListedRecording[]): { examples: Examples; findings: Finding[] } {
  const classes = [...new Set(recordings.flatMap(({ label }) => label ?? []))].sort();
  const findings: Finding[] = [];
  const whole = (what: "speaker" | "partition") => {
    const missing = recordings.filter((recording) => recording[what] === undefined);
    if (missing.length === 0) return recordings.map((recording) => recording[what] as string);
    if (missing.length < recordings.length) {
      const names = some(missing.map(({ path }) => path));
      findings.push(
        warning(
          `missing-${what}`,
          `${counted(missing.length, "recording")} without ${what} (${names}): the ${what}s of the others are not used either.`,
        ),
      );
    }
    return undefined;
  };
  const [speakers, partitions] = [whole("speaker"), whole("partition")];
  const examples = {
    ids: recordings.map(({ path }) => path),
    classes,
    labels: Int32Array.from(recordings, ({ label }) => (label === undefined ? UNKNOWN_LABEL : classes.indexOf(label))),
    ...(speakers && { speakers }),
    ...(partitions && { partitions }),
  };
  return { examples, findings };
}

/**
 * Corpora in memory.
 */

import { bytesInMemory } from "../../src/core/byte-source.ts";
import type { Random } from "../../src/core/random.ts";
import type { CorpusFolder, Examples } from "../../src/corpus/corpus.ts";

/** A folder whose files are texts in memory. */
export function memoryFolder(name: string, files: Readonly<Record<string, string>>): CorpusFolder {
  return {
    name,
    list: () => Promise.resolve(Object.keys(files)),
    open: (path) => bytesInMemory(`${name}/${path}`, new TextEncoder().encode(files[path])),
  };
}

/** Files without content. */
export function emptyFiles(paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, ""]));
}

/** Examples of given numbers per partition and class, without speakers: names tell the partition. */
export function countedExamples(counts: Readonly<Record<string, Readonly<Record<string, number>>>>): Examples {
  const classes = [...new Set(Object.values(counts).flatMap((perClass) => Object.keys(perClass)))];
  const rows = Object.entries(counts).flatMap(([partition, perClass]) =>
    Object.entries(perClass).flatMap(([label, count]) => Array.from({ length: count }, () => ({ partition, label }))),
  );
  return {
    ids: rows.map(({ partition }, row) => `${partition}_${row}.wav`),
    classes,
    labels: Int32Array.from(rows, ({ label }) => classes.indexOf(label)),
    partitions: rows.map(({ partition }) => partition),
  };
}

/** Speakers with 1 to 20 recordings each, of random classes. */
export function randomExamples(random: Random, speakerCount: number, classCount: number): Examples {
  const speakers = Array.from({ length: speakerCount }, (_, s) =>
    Array.from({ length: 1 + random.integer(20) }, () => `speaker${s}`),
  ).flat();
  return {
    ids: speakers.map((speaker, row) => `${speaker}-${row}`),
    classes: Array.from({ length: classCount }, (_, c) => `class${c}`),
    labels: Int32Array.from(speakers, () => random.integer(classCount)),
    speakers,
  };
}

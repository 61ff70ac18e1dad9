/**
 * One recording under several names: `/data/wav/03a01Fa.wav`, `wav/03a01Fa.wav`, `03a01Fa.wav` and `03a01Fa` are the
 * same, `train/0001.wav` and `test/0001.wav` are not.
 *
 * Two names match if their file names are equal, an extension counting only where both have one, and the folders of
 * the one end with the folders of the other. Names are compared as Unicode texts, not as bytes: macOS writes "ö" as two
 * characters (NFD), others as one (NFC). Where nothing fits, letter case is passed over: it is lost on the way through
 * Windows, spreadsheets and cards of recorders. A part of a recording (segments.ts) is also found by the recording's name.
 */

import { splitSegment } from "./segments.ts";

/** Extensions of audio files; another part after a dot belongs to the name. */
export const AUDIO_EXTENSIONS = [
  "wav",
  "wave",
  "bwf",
  "rf64",
  "sph",
  "nist",
  "flac",
  "mp3",
  "ogg",
  "oga",
  "opus",
  "m4a",
  "aac",
  "aif",
  "aiff",
  "webm",
] as const;

interface NameParts {
  readonly folders: readonly string[];
  readonly stem: string;
  /** In lower case, without the dot; empty where there is none. */
  readonly extension: string;
  readonly segment: string | undefined;
}

/** The file name without folders and audio extension: what identifies a recording in most corpora. */
export function recordingStem(name: string): string {
  return nameParts(name).stem;
}

/** Whether a file name has the extension of an audio file. */
export function isAudioFile(name: string): boolean {
  return nameParts(name).extension !== "";
}

function nameParts(name: string): NameParts {
  const { recording, segment } = splitSegment(name);
  const folders = recording.split(/[\\/]+/).filter((part) => part !== "." && part !== "");
  const file = folders.pop() ?? "";
  const dot = file.lastIndexOf(".");
  const extension = file.slice(dot + 1).toLowerCase();
  const isAudio = dot > 0 && (AUDIO_EXTENSIONS as readonly string[]).includes(extension);
  return { folders, stem: isAudio ? file.slice(0, dot) : file, extension: isAudio ? extension : "", segment };
}

/** The same text in one form, whatever the system that wrote it. */
function composed(name: string): string {
  return name.normalize("NFC");
}

function matches(a: NameParts, b: NameParts): boolean {
  if (a.stem !== b.stem) return false;
  if (a.extension !== b.extension && a.extension !== "" && b.extension !== "") return false;
  if (a.segment !== b.segment && a.segment !== undefined && b.segment !== undefined) return false;
  const shared = Math.min(a.folders.length, b.folders.length);
  for (let up = 1; up <= shared; up++) if (a.folders.at(-up) !== b.folders.at(-up)) return false;
  return true;
}

/** The parts in lower case. */
function caseless({ folders, stem, ...others }: NameParts): NameParts {
  return { ...others, folders: folders.map((folder) => folder.toLowerCase()), stem: stem.toLowerCase() };
}

/** Finds names of recordings among many. */
export class RecordingIndex {
  readonly #names: readonly string[];
  /** By the stem in lower case. */
  readonly #byStem = new Map<string, { readonly index: number; readonly parts: NameParts }[]>();

  constructor(names: readonly string[]) {
    this.#names = names;
    names.forEach((name, index) => {
      const parts = nameParts(composed(name));
      const stem = parts.stem.toLowerCase();
      const same = this.#byStem.get(stem);
      if (same) same.push({ index, parts });
      else this.#byStem.set(stem, [{ index, parts }]);
    });
  }

  /**
   * Indices of all names that match: the literally equal ones alone where there are any, else those that are equal as
   * texts, else those that differ in letter case only.
   */
  find(name: string): number[] {
    const parts = nameParts(composed(name));
    const candidates = this.#byStem.get(parts.stem.toLowerCase()) ?? [];
    const matching = candidates.filter((entry) => matches(entry.parts, parts));
    const equal = matching.filter(({ index }) => this.#names[index] === name);
    if (equal.length > 0) return equal.map(({ index }) => index);
    const lower = caseless(parts);
    const found = matching.length > 0 ? matching : candidates.filter((entry) => matches(caseless(entry.parts), lower));
    return found.map(({ index }) => index);
  }
}

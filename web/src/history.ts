/**
 * The last recordings, without their sound: in memory, and on the device only if a person presses the button.
 */

import type { SoundCheck } from "coldpress/audio";

export interface HistoryEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Name of the file; null for the microphone. */
  readonly name: string | null;
  /** In the order of the network's classes. [C] */
  readonly probabilities: readonly number[];
  readonly doubts: SoundCheck["doubts"];
}

/** The oldest make room for new ones. */
const MOST_ENTRIES = 20;

/** Where it is kept: other networks of the same host have tables of their own. */
function storageKey(hash: string): string {
  return `coldpress ${hash}`;
}

/** With a new entry in front. */
export function withEntry(entries: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry[] {
  return [entry, ...entries].slice(0, MOST_ENTRIES);
}

/** What an earlier visit saved; none where nothing is there, nothing may be read, or it is not ours. */
export function savedEntries(hash: string, classes: number): HistoryEntry[] {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(storageKey(hash)) ?? "[]");
    return Array.isArray(saved) ? saved.filter((entry) => isEntry(entry, classes)).slice(0, MOST_ENTRIES) : [];
  } catch {
    // Storage is switched off, or what stands there is not JSON.
    return [];
  }
}

/** Whether it could be saved. */
export function saveEntries(hash: string, entries: readonly HistoryEntry[]): boolean {
  try {
    localStorage.setItem(storageKey(hash), JSON.stringify(entries));
    return true;
  } catch {
    return false;
  }
}

export function deleteSaved(hash: string): void {
  try {
    localStorage.removeItem(storageKey(hash));
  } catch {
    // Storage is switched off: nothing is there.
  }
}

function isEntry(value: unknown, classes: number): value is HistoryEntry {
  const entry = value as Partial<HistoryEntry> | null;
  return (
    typeof entry?.at === "number" &&
    (entry.name === null || typeof entry.name === "string") &&
    Array.isArray(entry.probabilities) &&
    entry.probabilities.length === classes &&
    entry.probabilities.every(Number.isFinite) &&
    Array.isArray(entry.doubts)
  );
}

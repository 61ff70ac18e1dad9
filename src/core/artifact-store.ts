/**
 * Where a long run keeps its files: a folder on disk in the command line, anything else elsewhere.
 */

import { joinedBytes } from "./byte-source.ts";

/**
 * Where a run keeps bytes under names: memory, a folder, or whatever an app provides. What was written is read back
 * the same.
 */
export interface ArtifactStore {
  /** The bytes kept under a name, or undefined. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Keeps the chunks under a name, whole or not at all. */
  write(name: string, chunks: Iterable<Uint8Array>): Promise<void>;
  /** Forgets a name; nothing happens where it is not there. */
  remove(name: string): Promise<void>;
}

/** A store that keeps everything in memory, and nothing for long. @param files  What it begins with, and where it keeps. */
export function memoryStore(files: Map<string, Uint8Array> = new Map()): ArtifactStore {
  return {
    read: async (name) => files.get(name),
    write: async (name, chunks) => void files.set(name, joinedBytes([...chunks])),
    remove: async (name) => void files.delete(name),
  };
}

/** A part of a store: its names begin with the prefix there. */
export function partOfStore(store: ArtifactStore, prefix: string): ArtifactStore {
  return {
    read: (name) => store.read(prefix + name),
    write: (name, chunks) => store.write(prefix + name, chunks),
    remove: (name) => store.remove(prefix + name),
  };
}

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
  /** Whether there is something under a name, where the store knows without reading it. */
  has?(name: string): Promise<boolean>;
  /** What is in a folder of the store, without the folder's name, where the store can tell: one question instead of thousands. */
  list?(folder: string): Promise<readonly string[]>;
  /** Forgets a name; nothing happens where it is not there. */
  remove(name: string): Promise<void>;
}

/** A store that keeps everything in memory, and nothing for long. @param files  What it begins with, and where it keeps. */
export function memoryStore(files: Map<string, Uint8Array> = new Map()): ArtifactStore {
  return {
    read: async (name) => files.get(name),
    write: async (name, chunks) => void files.set(name, joinedBytes([...chunks])),
    has: async (name) => files.has(name),
    remove: async (name) => void files.delete(name),
  };
}

/** Whether the store has something under a name. */
export async function isStored(store: ArtifactStore, name: string): Promise<boolean> {
  return store.has ? store.has(name) : (await store.read(name)) !== undefined;
}

/** What is in a folder of the store, for asking often; undefined where the store cannot tell. */
export async function listedIn(store: ArtifactStore, folder: string): Promise<ReadonlySet<string> | undefined> {
  return store.list && new Set((await store.list(folder)).map((name) => `${folder}/${name}`));
}

/** A part of a store: its names begin with the prefix there. */
export function partOfStore(store: ArtifactStore, prefix: string): ArtifactStore {
  return {
    read: (name) => store.read(prefix + name),
    write: (name, chunks) => store.write(prefix + name, chunks),
    remove: (name) => store.remove(prefix + name),
  };
}

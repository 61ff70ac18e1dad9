/**
 * Where a long run keeps its files: a folder on disk in the command line, anything else elsewhere.
 */

export interface ArtifactStore {
  /** The bytes kept under a name, or undefined. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Keeps the chunks under a name, whole or not at all. */
  write(name: string, chunks: Iterable<Uint8Array>): Promise<void>;
  /** Forgets a name; nothing happens where it is not there. */
  remove(name: string): Promise<void>;
}

/**
 * What every stage shares: seeded chance, the two kinds of error that are no bugs, bytes from outside.
 */

export { type ArtifactStore, memoryStore } from "./artifact-store.ts";
export { type ByteSource, bytesInMemory } from "./byte-source.ts";
export { FormatError, UserError } from "./errors.ts";
export { Random } from "./random.ts";
export type { RunObserver } from "./run-observer.ts";

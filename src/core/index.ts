/**
 * What every stage shares: seeded chance, the two kinds of error that are no bugs, bytes from outside.
 */

export { type ArtifactStore, memoryStore } from "./artifact-store.ts";
export { allBytes, type ByteSource, bytesInMemory } from "./byte-source.ts";
export { type ByteInput, bytesOf } from "./bytes.ts";
export { FormatError, UserError } from "./errors.ts";
export { fingerprintOf, sha256 } from "./fingerprint.ts";
export { Random, type RandomState } from "./random.ts";
export { type RunObserver, SILENT_OBSERVER } from "./run-observer.ts";

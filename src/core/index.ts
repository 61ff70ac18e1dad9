/**
 * What every stage shares: seeded chance, the two kinds of error that are no bugs, and where bytes, files and progress go.
 */

export type { ArtifactStore } from "./artifact-store.ts";
export type { ByteSource } from "./byte-source.ts";
export { FormatError, UserError } from "./errors.ts";
export { Random } from "./random.ts";
export type { RunObserver } from "./run-observer.ts";

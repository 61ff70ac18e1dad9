/**
 * What every stage shares: seeded chance, the two kinds of error that are no bugs, bytes from outside.
 */

export { allBytes, type ByteSource, bytesInMemory } from "./byte-source.ts";
export { FormatError, UserError } from "./errors.ts";
export { Random, type RandomState } from "./random.ts";

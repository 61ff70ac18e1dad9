/**
 * Entropy coding of sparse integer arrays: positions and values, near their entropy.
 */

export { type CodedPositions, encodePositions, PositionDecoder } from "./positions.ts";
export { decodeSparseCodesInto, encodeSparseCodes, type SparseCodes } from "./sparse-codes.ts";

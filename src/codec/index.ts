/**
 * Entropy coding of sparse integer arrays: positions and values, near their entropy.
 */

export { type CodedPositions, encodePositions, PositionDecoder } from "./positions.ts";
export {
  type CodedValues,
  decodeSparseCodesInto,
  decodeValues,
  encodeSparseCodes,
  encodeValues,
  type SparseCodes,
} from "./sparse-codes.ts";

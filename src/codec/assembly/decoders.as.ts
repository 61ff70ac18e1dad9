/**
 * The module of the decoders: arguments are addresses in its memory and sizes. Nothing is checked.
 */

export { places_of_gaps } from "./places.as";
export { rans_decode } from "./rans.as";

/**
 * The kernels of the device profile for Node and browsers. The C of a firmware is translated from the same sources.
 */

export { exp2Of, expOf, lnOf, roundOf } from "./elementary.as";

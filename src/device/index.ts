/**
 * Device: what a network costs on a microcontroller, from the sound to the verdict.
 */

export { networkSizeOf } from "./network-size.ts";
export { type DevicePrice, priceOf } from "./price.ts";

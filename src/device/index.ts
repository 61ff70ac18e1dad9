/**
 * Device: what a network costs on a microcontroller, from the sound to the verdict.
 */

export { type NetworkSize, networkSizeOf } from "./network-size.ts";
export { type DevicePrice, type PricedStage, priceOf } from "./price.ts";

/**
 * The runtime for app developers: compressed networks run as they are, in Node and in browsers.
 */

export type { KernelKind } from "./kernel-module.ts";
export { LOAD_DEFAULTS, type LoadedNetwork, type LoadOptions, loadNetwork } from "./load-network.ts";

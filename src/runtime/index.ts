/**
 * The runtime for app developers: compressed networks run as they are, in Node and in browsers.
 */

export { type LoadedNetwork, type LoadOptions, loadNetwork } from "./load-network.ts";

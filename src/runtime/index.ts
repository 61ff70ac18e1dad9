/**
 * The runtime for app developers: compressed networks run as they are, in Node and in browsers.
 */

export { type LoadedNetwork, loadNetwork } from "./load-network.ts";

/**
 * Networks as a device gets them.
 */

import { encodeContainer } from "../../src/formats/container/container-file.ts";
import { decodeContainerSurvivors } from "../../src/formats/container/container-survivors.ts";
import type { CodedNetwork } from "../../src/quantization/coded-network.ts";
import type { QuantizedNetwork } from "../../src/quantization/quantized-network.ts";

/** A network as it comes out of a container. */
export function codedNetwork(network: QuantizedNetwork): CodedNetwork {
  return decodeContainerSurvivors(encodeContainer({ network, madeFrom: "", provenance: {} }), "made").network;
}

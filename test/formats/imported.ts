/**
 * A file of another program as a network, in one call.
 */

import { FormatError } from "../../src/core/errors.ts";
import { networkOfSteps } from "../../src/formats/imports/imported-network.ts";
import { layersOfSteps } from "../../src/formats/imports/layers-of-steps.ts";
import { importOnnx } from "../../src/formats/onnx/import-onnx.ts";
import type { Network } from "../../src/network/network.ts";

export const nothingBeside = (location: string): never => {
  throw new FormatError(`${location}: is not there`);
};

/** The network in an ONNX file; names are n0, n1, ... where it has none. */
export function imported(file: Uint8Array, { logits = false, beside = nothingBeside } = {}): Network {
  const { steps, features, classes } = importOnnx(file, "a.onnx", beside);
  const layers = layersOfSteps(steps, "a.onnx", logits);
  const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);
  return networkOfSteps(
    layers,
    features ?? names(layers.scale.length),
    classes ?? names(layers.layers.at(-1)?.outputs ?? 0),
  );
}

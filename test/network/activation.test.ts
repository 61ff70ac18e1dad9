import { describe, expect, it } from "vitest";
import { decodeContainer, encodeContainer } from "../../src/formats/container/container-file.ts";
import { decodeModelFile, encodeModelFile } from "../../src/formats/model-file.ts";
import { decodeTflite, encodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import { type Activation, activationFunction, activationName, namedActivation } from "../../src/network/activation.ts";
import { checkedArchitecture } from "../../src/network/architecture.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import { joined, sampleNetwork } from "../formats/sample-network.ts";

const LEAKY: Activation = { kind: "leaky-relu", slope: Math.fround(0.3) };

describe("an activation", () => {
  it.each<[Activation, number, number]>([
    [{ kind: "sigmoid" }, 0, 0.5],
    [{ kind: "tanh" }, 1, 0.7615941559557649],
    [{ kind: "relu" }, -2, 0],
    [{ kind: "relu" }, 2, 2],
    [LEAKY, -2, -2 * Math.fround(0.3)],
    [LEAKY, 2, 2],
    // x · Φ(x): Φ(1) = 0.841344746068542949, Φ(−2) = 0.022750131948179207
    [{ kind: "gelu" }, 1, 0.841344746068543],
    [{ kind: "gelu" }, -2, -0.04550026389635842],
  ])("%j of %d is %d", (activation, x, y) => {
    expect(activationFunction(activation).value(x)).toBeCloseTo(y, 12);
  });

  it("has a name with its slope as it was typed", () => {
    expect([activationName({ kind: "gelu" }), activationName(LEAKY)]).toEqual(["gelu", "leaky-relu 0.3"]);
  });
});

describe("an architecture", () => {
  const shape = { inputs: 4, hidden: [3, 2], classes: 2 };

  it("has no list where all are sigmoids, so its files have the same bytes", () => {
    const listed = checkedArchitecture({ ...shape, activations: [{ kind: "sigmoid" }, { kind: "sigmoid" }] });
    expect(JSON.stringify(listed)).toBe(JSON.stringify(shape));
  });

  it("rounds slopes to float32", () => {
    const activations: Activation[] = [{ kind: "relu" }, { kind: "leaky-relu", slope: 0.3 }];
    expect(checkedArchitecture({ ...shape, activations }).activations).toEqual([{ kind: "relu" }, LEAKY]);
  });

  it.each([
    [[{ kind: "relu" }], "there must be 2 activations"],
    [[{ kind: "relu" }, { kind: "swish" }], 'got "swish"'],
    [[{ kind: "relu" }, null], "got none"],
    [[{ kind: "relu" }, { kind: "leaky-relu" }], "leaky-relu must have a slope"],
    [[{ kind: "relu" }, { kind: "leaky-relu", slope: 1e300 }], "leaky-relu must have a slope"],
    ["relu", "there must be 2 activations"],
  ])("refuses %j", (activations, complaint) => {
    expect(() => checkedArchitecture({ ...shape, activations: activations as never })).toThrow(complaint);
  });
});

describe("a network with other activations", () => {
  const architecture = { inputs: 6, hidden: [5, 4], classes: 3, activations: [{ kind: "relu" }, LEAKY] as const };
  const network = sampleNetwork(architecture, 1);
  const merged = mergedNetwork(network);

  it("comes back from model file and container", () => {
    const file = joined(encodeModelFile({ network, provenance: {} }));
    expect(decodeModelFile(file, "a").network).toEqual(network);
    const container = encodeContainer({ network: merged, madeFrom: "", provenance: {} });
    expect(decodeContainer(container, "a").network).toEqual(merged);
  });

  it("does not predict what sigmoids would", () => {
    const { activations: _, ...sigmoids } = architecture;
    const rows = Float32Array.of(1, -2, 3, -4, 5, -6);
    const other = predictQuantized({ ...merged, architecture: sigmoids }, rows);
    expect(predictQuantized(merged, rows)).not.toEqual(other);
  });

  it("comes back from .tflite", () => {
    const file = Buffer.concat(encodeTflite({ network: merged, provenance: {} }));
    expect(decodeTflite(file, "a").network).toEqual(merged);
  });
});

describe("a word for an activation", () => {
  it("is its name, with a slope behind a leaky ReLU", () => {
    expect(namedActivation("gelu")).toEqual({ kind: "gelu" });
    expect(namedActivation("leaky-relu")).toEqual({ kind: "leaky-relu", slope: Math.fround(0.01) });
    expect(namedActivation("leaky-relu:0.25")).toEqual({ kind: "leaky-relu", slope: 0.25 });
    for (const word of ["swish", "relu:0.1", "leaky-relu:", "leaky-relu:x", ""])
      expect(namedActivation(word)).toBeUndefined();
  });
});

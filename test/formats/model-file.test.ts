import { describe, expect, it } from "vitest";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "../../src/formats/checkpoint.ts";
import { decodeModelFile, encodeModelFile } from "../../src/formats/model-file.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/formats/safetensors.ts";
import { undetectedDamage } from "./fuzz.ts";
import { joined, pruneAtRandom, sampleNetwork } from "./sample-network.ts";

const architecture = { inputs: 7, hidden: [5, 4], classes: 3 };
const provenance = { seed: 1, toolVersion: "0.1.0", data: { name: "emodb", rows: 535 } };

/** The file with one text of its metadata replaced and all its checksums right: what a malicious writer would make. */
function forged(file: Uint8Array, changes: Record<string, string>): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(file, "test");
  return joined(encodeSafetensors({ tensors, metadata: { ...metadata, ...changes } }));
}

describe("model file", () => {
  const network = pruneAtRandom(sampleNetwork(architecture, 1), 0.6, 2);
  const file = joined(encodeModelFile({ network, provenance }));

  it("gives back network, names and origin bit for bit, with −0 as −0", () => {
    const found = decodeModelFile(file, "model");
    expect(found).toEqual({ network, provenance });
    const negativeZeros = (weights: Float32Array) => weights.filter((weight) => Object.is(weight, -0)).length;
    expect(negativeZeros(found.network.layers[0].weights)).toBeGreaterThan(0);
    expect(joined(encodeModelFile(found))).toEqual(file);
  });

  it("is read from a Node Buffer at an odd place of its memory", () => {
    expect(decodeModelFile(Buffer.concat([Buffer.alloc(3), file]).subarray(3), "model")).toEqual({
      network,
      provenance,
    });
  });

  it("does not copy the kernels, on the way out or in", () => {
    const chunks = encodeModelFile({ network, provenance });
    expect(chunks.some(({ buffer }) => buffer === network.layers[0].weights.buffer)).toBe(true);
    expect(decodeModelFile(file, "model").network.layers[0].weights.buffer).toBe(file.buffer);
  });

  it("refuses 3000 random mutations with a FormatError, or reads the same", () => {
    const whole = JSON.stringify({ network, provenance });
    const decode = (bytes: Uint8Array) => JSON.stringify(decodeModelFile(bytes, "model"));
    expect(undetectedDamage(file, decode, (found) => found === whole, 3000, 3)).toEqual([]);
  });

  it("refuses a file whose architecture and arrays do not fit, naming the array", () => {
    const wider = {
      architecture: { ...architecture, hidden: [6, 4] },
      features: network.features,
      classes: network.classes,
    };
    expect(() => decodeModelFile(forged(file, { network: JSON.stringify(wider) }), "model")).toThrow(
      'model: tensor "layers.0.weights" is [5,7], expected float32 [6,7]',
    );
    const deeper = { ...wider, architecture: { ...architecture, hidden: [5, 4, 4] } };
    expect(() => decodeModelFile(forged(file, { network: JSON.stringify(deeper) }), "model")).toThrow(
      'model: tensor "layers.2.weights" is [3,4], expected float32 [4,4]',
    );
    const shallower = { ...wider, architecture: { ...architecture, hidden: [5] } };
    expect(() => decodeModelFile(forged(file, { network: JSON.stringify(shallower) }), "model")).toThrow(
      'model: tensor "layers.1.weights" is [4,5], expected float32 [3,5]',
    );
  });

  it.each([
    ["features twice", { features: Array(7).fill("f0") }, "must name 7 different features and 3 different classes"],
    ["a class too few", { classes: ["C", "NC"] }, "must name 7 different features and 3 different classes"],
    ["a width of zero", { architecture: { ...architecture, hidden: [0, 4] } }, "whole number of at least 1, got 0"],
    ["a width that is text", { architecture: { ...architecture, hidden: ["5", 4] } }, "at least 1, got 5"],
    ["no architecture", { architecture: null }, "must have an architecture with inputs, hidden and classes"],
  ])("refuses a description with %s", (_, change, message) => {
    const description = { architecture, features: network.features, classes: network.classes, ...change };
    expect(() => decodeModelFile(forged(file, { network: JSON.stringify(description) }), "model")).toThrow(message);
  });

  it("refuses other kinds, other versions, and origins that are no JSON object or nest without end", () => {
    expect(() => decodeModelFile(forged(file, { kind: "checkpoint" }), "model")).toThrow(
      'model: holds a "checkpoint", expected a "network"',
    );
    expect(() => decodeModelFile(forged(file, { version: "2" }), "model")).toThrow(
      'version is "2", this program reads "1"',
    );
    expect(() => decodeModelFile(forged(file, { provenance: "[]" }), "model")).toThrow("must be a JSON object");
    const bottomless = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(() => decodeModelFile(forged(file, { provenance: bottomless }), "model")).toThrow("nested at most 32 deep");
  });
});

describe("checkpoint", () => {
  const network = sampleNetwork(architecture, 4);
  const pair = (length: number, start: number) => ({
    first: Float32Array.from({ length }, (_, i) => start + i / 3),
    second: Float32Array.from({ length }, (_, i) => start * i * 1e-9),
  });
  const checkpoint: Checkpoint = {
    state: {
      network,
      moments: {
        gamma: pair(7, 1),
        beta: pair(7, 2),
        layers: network.layers.map(({ weights, bias }, i) => ({
          weights: pair(weights.length, 3 + i),
          bias: pair(bias.length, 9 - i),
        })),
      },
      masks: network.layers.map(({ weights }) => Uint8Array.from(weights, (_, i) => i % 2)),
      history: [{ epoch: 1, loss: 0.71, develUar: 0.5 }],
    },
    provenance: { seed: 4 },
  };
  const file = joined(encodeCheckpoint(checkpoint));

  it("gives back network, moments and state bit for bit", () => {
    expect(decodeCheckpoint(file, "checkpoint")).toEqual(checkpoint);
  });

  it("is three networks large, and a header", () => {
    const parameters = network.layers.reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 14);
    const header = encodeCheckpoint(checkpoint)[0].length;
    const maskBytes = network.layers.reduce((sum, { weights }) => sum + weights.length, 0);
    expect(file.length).toBe(header + 4 * (3 * parameters + 14) + maskBytes);
  });

  it("of a run without pruning holds no masks", () => {
    const unpruned = { ...checkpoint, state: { ...checkpoint.state, masks: [] } };
    expect(decodeCheckpoint(joined(encodeCheckpoint(unpruned)), "checkpoint")).toEqual(unpruned);
  });

  it("refuses 3000 random mutations with a FormatError, or reads the same", () => {
    const whole = JSON.stringify(checkpoint);
    const decode = (bytes: Uint8Array) => JSON.stringify(decodeCheckpoint(bytes, "checkpoint"));
    expect(undetectedDamage(file, decode, (found) => found === whole, 3000, 5)).toEqual([]);
  });

  it("is not taken for a model file, nor a model file for it", () => {
    expect(() => decodeModelFile(file, "run")).toThrow('run: holds a "checkpoint", expected a "network"');
    expect(() => decodeCheckpoint(joined(encodeModelFile({ network, provenance })), "run")).toThrow(
      'run: holds a "network", expected a "checkpoint"',
    );
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError, UserError } from "../../src/core/errors.ts";
import { importTorch } from "../../src/formats/imports/import-torch.ts";
import { networkOfSteps } from "../../src/formats/imports/imported-network.ts";
import type { LayerHints } from "../../src/formats/imports/imported-steps.ts";
import { layersOfSteps } from "../../src/formats/imports/layers-of-steps.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import { undetectedDamage } from "./fuzz.ts";

const FOLDER = "test/golden/foreign";
const golden = JSON.parse(readFileSync(`${FOLDER}/torch.json`, "utf8")) as {
  rows: number[][];
  sequential: number[][];
  named: number[][];
};
const fileOf = (name: string) => new Uint8Array(readFileSync(`${FOLDER}/torch-${name}.safetensors`));

function imported(bytes: Uint8Array, hints: LayerHints) {
  const { steps } = importTorch(bytes, "a.safetensors", hints);
  return networkOfSteps(layersOfSteps(steps, "a.safetensors", true), ["a", "b", "c", "d", "e"], ["no", "yes"]);
}

/** A safetensors file of tensors of zeros, as Python writes it. */
function torchFile(tensors: Readonly<Record<string, readonly number[]>>): Uint8Array {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, shape]) => {
    const begin = end;
    end += 4 * shape.reduce((product, size) => product * size, 1);
    return [name, { dtype: "F32", shape, data_offsets: [begin, end] }];
  });
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const file = new Uint8Array(8 + header.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  return file;
}

describe("a state dict of PyTorch", () => {
  it.each<[keyof typeof golden & ("sequential" | "named"), LayerHints]>([
    ["sequential", { activation: "leaky-relu" }],
    ["sequential", { layers: ["0", "1", "leaky-relu:0.01", "3", "leaky-relu", "5"] }],
    ["named", { layers: ["bn", "fc1", "gelu", "out"] }],
  ])("%s, told %j, answers as the program that made it, within 1e-6", (name, hints) => {
    const network = mergedNetwork(imported(fileOf(name), hints));
    const ours = predictQuantized(network, Float32Array.from(golden.rows.flat()));
    const expected = golden[name].flat();
    expect(ours.length).toBe(expected.length);
    for (const [i, value] of ours.entries()) expect(Math.abs(value - expected[i])).toBeLessThan(1e-6);
  });

  it.each<[string, Uint8Array, LayerHints, string]>([
    ["an activation that is not said", fileOf("sequential"), {}, "name the activation, as relu"],
    [
      "modules without numbers",
      fileOf("named"),
      { activation: "relu" },
      "are not those of one nn.Sequential; list the layers in their order",
    ],
    ["a module that is not named", fileOf("named"), { layers: ["fc1", "gelu", "out"] }, "the layers do not name bn"],
    [
      "a word that is nothing",
      fileOf("named"),
      { layers: ["bn", "fc1", "swish", "out"] },
      '"swish" is no module of it, and no activation',
    ],
    [
      "a choice between two modules",
      torchFile({
        "0.weight": [4, 5],
        "2.weight": [4],
        "2.running_mean": [4],
        "2.running_var": [4],
        "4.weight": [2, 4],
      }),
      { activation: "relu" },
      "more than one module without weights before 4",
    ],
    [
      "layers with nothing between them",
      torchFile({
        "0.weight": [4, 5],
        "1.weight": [4],
        "1.running_mean": [4],
        "1.running_var": [4],
        "2.weight": [2, 4],
      }),
      { activation: "relu" },
      "no module without weights before 2",
    ],
    [
      "a slope for each unit, which may be nn.RMSNorm",
      torchFile({ "0.weight": [4, 5], "1.weight": [4], "2.weight": [2, 4] }),
      {},
      'module "1": its weight has the shape [4]',
    ],
    ["a convolution", torchFile({ "0.weight": [4, 5, 3] }), {}, 'module "0": its weight has the shape [4,5,3]'],
    ["an LSTM", torchFile({ "rnn.weight_ih_l0": [4, 5] }), {}, 'module "rnn": has "weight_ih_l0"'],
    ["a layer normalisation", torchFile({ "0.weight": [4], "0.bias": [4] }), {}, "its weight has the shape [4]"],
  ])("is refused for %s, in one line", (_, bytes, hints, complaint) => {
    expect(() => imported(bytes, hints)).toThrow(UserError);
    expect(() => imported(bytes, hints)).toThrow(complaint);
  });

  it("is refused where its tensors overlap, so that it takes no more memory than it has bytes", () => {
    const file = torchFile({ "0.weight": [4, 5], "1.weight": [4, 5] });
    const text = new TextDecoder("latin1").decode(file).replace("[80,160]", "[0,80]  ");
    const overlapping = Uint8Array.from(text, (letter) => letter.charCodeAt(0)).subarray(0, file.length);
    expect(() => imported(overlapping.subarray(0, file.length - 80), {})).toThrow("overlaps another tensor");
  });

  it("survives 2000 mutations: refused, or some network", () => {
    const decode = (bytes: Uint8Array) => {
      try {
        return imported(bytes, { layers: ["bn", "fc1", "gelu", "out"] });
      } catch (error) {
        // A damaged name is one that --layers does not have.
        if (error instanceof UserError) throw new FormatError(error.message);
        throw error;
      }
    };
    expect(undetectedDamage(fileOf("named"), decode, () => true, 2000, 3)).toEqual([]);
  });
});

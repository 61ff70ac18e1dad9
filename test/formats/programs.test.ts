import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/core/errors.ts";
import { importFormatOf } from "../../src/formats/import-formats.ts";
import { networkOfSteps } from "../../src/formats/imports/imported-network.ts";
import type { LayerHints } from "../../src/formats/imports/imported-steps.ts";
import { layersOfSteps } from "../../src/formats/imports/layers-of-steps.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";

const FOLDER = "test/golden/programs";

interface Answers {
  readonly flags: LayerHints & { readonly logits?: boolean };
  readonly rows: readonly (readonly number[])[];
  readonly answers: readonly (readonly number[])[];
}

const golden = JSON.parse(readFileSync(`${FOLDER}/answers.json`, "utf8")) as Record<string, Answers>;
const bytesOf = (file: string) => new Uint8Array(readFileSync(`${FOLDER}/${file}`));

function imported(file: string, hints: Answers["flags"] = {}) {
  const bytes = bytesOf(file);
  const read = importFormatOf(bytes, file).read(bytes, file, { external: bytesOf, hints });
  return { ...read, layers: layersOfSteps(read.steps, file, hints.logits || read.endsWithLogits) };
}

describe("a file that the program itself wrote", () => {
  it.each(Object.entries(golden))("%s answers as the program, within 1e-5", (file, { flags, rows, answers }) => {
    const { layers } = imported(file, flags);
    const features = Array.from(layers.scale, (_, i) => `f${i}`);
    const classes = Array.from({ length: layers.layers.at(-1)?.outputs ?? 0 }, (_, i) => `c${i}`);
    const network = mergedNetwork(networkOfSteps(layers, features, classes));
    const ours = predictQuantized(network, Float32Array.from(rows.flat()));
    const expected = answers.flat();
    expect(ours.length).toBe(expected.length);
    for (const [i, value] of ours.entries()) expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-5);
  });

  it("of scikit-learn names its classes", () => {
    expect(imported("sklearn-mlp-2.onnx").classes).toEqual(["cold", "healthy"]);
    expect(imported("sklearn-mlp-3.onnx").classes).toEqual(["cold", "healthy", "sore"]);
    expect(imported("sklearn-logistic.onnx").classes).toEqual(["cold", "healthy"]);
  });

  it("of a quantised Keras model is refused, as its scales are no weights of a dense layer", () => {
    expect(() => imported("keras-int8.keras")).toThrow(FormatError);
    expect(() => imported("keras-int8.keras")).toThrow("has 3 variables, expected are kernel, bias; quantised");
  });
});

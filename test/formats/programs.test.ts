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
/** Ways of exporters, and graphs that look like dense networks and are none. */
const GRAPHS = "test/golden/graphs";

interface Answers {
  readonly flags: LayerHints & { readonly logits?: boolean };
  readonly rows: readonly (readonly number[])[];
  readonly answers: readonly (readonly number[])[];
}

const golden = [FOLDER, GRAPHS].flatMap((folder) =>
  Object.entries(jsonOf<Answers>(`${folder}/answers.json`)).map(([file, answers]) => ({ folder, file, ...answers })),
);
const refusals = Object.entries(jsonOf<string>(`${GRAPHS}/refusals.json`));

function jsonOf<Value>(path: string): Record<string, Value> {
  return JSON.parse(readFileSync(path, "utf8")) as Record<string, Value>;
}

function imported(file: string, hints: Answers["flags"] = {}, folder = FOLDER) {
  const bytesOf = (name: string) => new Uint8Array(readFileSync(`${folder}/${name}`));
  const bytes = bytesOf(file);
  const read = importFormatOf(bytes, file).read(bytes, file, { external: bytesOf, hints });
  return { ...read, layers: layersOfSteps(read.steps, file, hints.logits || read.endsWithLogits) };
}

describe("a file that the program itself wrote", () => {
  it.each(golden)("$file answers as the program, within 1e-5", ({ folder, file, flags, rows, answers }) => {
    const { layers } = imported(file, flags, folder);
    const features = Array.from(layers.scale, (_, i) => `f${i}`);
    const classes = Array.from({ length: layers.layers.at(-1)?.outputs ?? 0 }, (_, i) => `c${i}`);
    const network = mergedNetwork(networkOfSteps(layers, features, classes));
    const ours = predictQuantized(network, Float32Array.from(rows.flat()));
    const expected = answers.flat();
    expect(ours.length).toBe(expected.length);
    for (const [i, value] of ours.entries()) expect(Math.abs(value - expected[i])).toBeLessThan(1e-5);
  });

  it.each(refusals)("%s is no dense network: refused by what is wrong", (file, complaint) => {
    expect(() => imported(file, {}, GRAPHS)).toThrow(FormatError);
    expect(() => imported(file, {}, GRAPHS)).toThrow(complaint);
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

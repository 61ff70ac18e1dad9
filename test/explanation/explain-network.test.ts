import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { mostProbableClasses, predictNetwork } from "../../src/engine/predict.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import { averagedEffects, slopesOf, usualSpans } from "../../src/explanation/effects.ts";
import { explainNetwork, explainWeights } from "../../src/explanation/explain-network.ts";
import { explanationSchema } from "../../src/explanation/explanation.ts";
import { groupInputs, OTHER_FEATURES } from "../../src/explanation/feature-groups.ts";
import { groupedAnswers } from "../../src/explanation/grouped-answers.ts";
import { readInputs } from "../../src/explanation/read-inputs.ts";
import { activationFunction, activationOf } from "../../src/network/activation.ts";
import { layerSums } from "../../src/network/sparse-layer.ts";
import { type SparseNetwork, sparseLayer } from "../../src/network/sparse-network.ts";
import { FEATURES, randomNetwork, randomTable } from "./networks.ts";

const engine = createSparseEngine({ kind: "reference" });

/** A linear network that asks the first feature, against the second, and nothing else. */
const asksTwo: SparseNetwork = {
  architecture: { inputs: FEATURES.length, hidden: [], classes: 2 },
  features: FEATURES,
  classes: ["no", "yes"],
  normalization: { scale: new Float32Array(6).fill(2), offset: new Float32Array(6).fill(0.5) },
  layers: [
    sparseLayer(
      { inputs: 6, outputs: 2 },
      Float32Array.of(0, 0, 0, 0, 0, 0, 1, -0.25, 0, 0, 0, 0),
      new Float32Array(2),
    ),
  ],
};

/** Sums of the last layer, in float64. */
function sumsOf({ architecture, normalization, layers }: SparseNetwork, row: Float64Array): Float64Array {
  const { scale, offset } = normalization;
  let activations = row.map((value, i) => value * scale[i] + offset[i]);
  layers.forEach((layer, l) => {
    activations = layerSums(layer, activations);
    if (l < layers.length - 1) activations = activations.map(activationFunction(activationOf(architecture, l)).value);
  });
  return activations;
}

describe("explainWeights", () => {
  it("says of a linear network what is read and which class a high value speaks for", () => {
    const { read, inputs, table, strongest, kinds, descriptors } = explainWeights(asksTwo);
    expect({ read, inputs, table }).toEqual({ read: 2, inputs: 6, table: null });
    expect(kinds).toEqual([
      {
        name: "pitch and voicing",
        words: null,
        features: 2,
        aspects: [
          { aspect: "level", features: 1 },
          { aspect: "variation", features: 1 },
        ],
        importance: null,
      },
    ]);
    expect(descriptors.map(({ name, words }) => [name, words])).toEqual([
      ["F0final", "the pitch (fundamental frequency of the voice)"],
    ]);
    expect(strongest.map(({ name, effects, agreement }) => ({ name, effects, agreement }))).toEqual([
      { name: "F0final_sma_quartile2", effects: [-0.5, 0.5], agreement: 1 },
      { name: "F0final_sma_stddev", effects: [0.125, -0.125], agreement: 1 },
    ]);
    expect(strongest[0]).toMatchObject({ words: "median of the pitch", unit: "Hz", high: "a higher voice" });
  });

  it("says of a network with hidden layers what is read, and no direction", () => {
    const { strongest, read } = explainWeights(randomNetwork(new Random(1), [4]));
    expect(read).toBe(6);
    expect(strongest).toEqual([]);
  });
});

describe("explainNetwork", () => {
  it("finds the feature that tells the classes, needed by all of the UAR above chance, and its direction", async () => {
    const table = randomTable(new Random(2));
    const found = await explainNetwork(asksTwo, table, engine, new Random(3));
    expect(explanationSchema.parse(found)).toEqual(found);
    expect(found.table).toMatchObject({ recordings: 100, speakers: 20, permutations: 20, warnings: [] });
    expect(found.table?.uar).toBeGreaterThan(0.95);
    const pitch = found.descriptors[0]?.importance;
    expect(pitch?.estimate).toBeGreaterThan(0.4);
    expect(pitch?.lowerOfAll).toBeGreaterThan(0.3);
    expect(found.strongest[0]?.name).toBe("F0final_sma_quartile2");
    expect(found.strongest[0]?.effects[1]).toBeGreaterThan(0);
    expect(found.strongest[1]?.effects[1]).toBeLessThan(0);
  });

  it("is the same for the same seed, and names features of no known set by their own names", async () => {
    const table = randomTable(new Random(2));
    const network = randomNetwork(new Random(5), [7]);
    const found = await explainNetwork(network, table, engine, new Random(3));
    expect(await explainNetwork(network, table, engine, new Random(3))).toEqual(found);
    expect(found.kinds.map(({ name }) => name)).toContain(OTHER_FEATURES);
    expect(found.descriptors.find(({ name }) => name === "f0")).toMatchObject({
      words: null,
      features: 1,
      aspects: [],
    });
    expect(found.strongest.find(({ name }) => name === "f0")).toMatchObject({ words: null, unit: null, high: null });
  });
});

describe("slopesOf", () => {
  it("are the slopes of the classes' sums less their mean, by finite differences within 1e-6", () => {
    for (const hidden of [[], [5], [6, 4]])
      for (const seed of [1, 2, 3]) {
        const random = new Random(seed);
        const network = randomNetwork(random, hidden, ["a", "b", "c"]);
        const row = Float64Array.from({ length: FEATURES.length }, () => random.normal()).map(Math.fround);
        const slopes = slopesOf(network, Float32Array.from(row));
        const step = 1e-5;
        for (let i = 0; i < row.length; i++) {
          const at = (shift: number) =>
            sumsOf(
              network,
              row.map((value, k) => (k === i ? value + shift : value)),
            );
          const [above, below] = [at(step), at(-step)];
          const change = above.map((value, c) => (value - below[c]) / (2 * step));
          const mean = change.reduce((sum, value) => sum + value, 0) / 3;
          for (const [c, value] of change.entries()) expect(slopes[i * 3 + c]).toBeCloseTo(value - mean, 6);
        }
      }
  });
});

describe("averagedEffects", () => {
  it("let each class weigh the same, however many recordings it has", () => {
    const random = new Random(4);
    const network = randomNetwork(random, [5]);
    const values = Float32Array.from({ length: 4 * FEATURES.length }, () => random.normal());
    const ones = new Float64Array(FEATURES.length).fill(1);
    const { effects, recordings } = averagedEffects(network, values, Int32Array.of(0, 0, 0, 1), ones);
    const own = [0, 1, 2, 3].map((row) => slopesOf(network, values.subarray(row * 6, (row + 1) * 6)));
    const weights = [1 / 6, 1 / 6, 1 / 6, 1 / 2];
    expect(recordings).toBe(4);
    for (const [i, effect] of effects.entries()) {
      const expected = weights.reduce((sum, weight, row) => sum + weight * own[row]?.[i], 0);
      expect(effect).toBeCloseTo(expected, 12);
    }
  });
});

describe("usualSpans", () => {
  it("are the standard deviation of a normal distribution within 5 %, and of values that hardly ever differ", () => {
    const random = new Random(7);
    const rows = 4000;
    const values = new Float32Array(3 * rows);
    for (let row = 0; row < rows; row++) values.set([3 * random.normal(), row === 0 ? 1e6 : 0, 5], 3 * row);
    const [normal = 0, rare = 0, constant] = usualSpans(values, 3);
    expect(Math.abs(normal / 3 - 1)).toBeLessThan(0.05);
    expect(rare / (1e6 / Math.sqrt(rows))).toBeCloseTo(1, 2);
    expect(constant).toBe(0);
  });

  it("are not changed by one extreme recording, as the standard deviation is", () => {
    const values = Float32Array.from({ length: 101 }, (_, row) => row);
    const [before] = usualSpans(values, 1);
    values[100] = 1e6;
    expect(usualSpans(values, 1)[0]).toBe(before);
  });
});

describe("groupedAnswers", () => {
  it("are those of the network to the values with the group's columns exchanged", async () => {
    for (const hidden of [[], [8], [9, 5]]) {
      const random = new Random(6);
      const network = randomNetwork(random, hidden);
      const { values, labels } = randomTable(random);
      const answers = groupedAnswers(network, engine, values);
      const predicted = async (rows: Float32Array) =>
        mostProbableClasses(await predictNetwork(engine, network, rows), 2);
      expect(await answers.asTheyAre()).toEqual(await predicted(values));
      const order = random.shuffle(Uint32Array.from(labels, (_, row) => row));
      const moved = values.slice();
      order.forEach((from, row) => {
        for (const column of [1, 3]) moved[row * 6 + column] = values[from * 6 + column];
      });
      expect(await answers.exchanged([1, 3])(order)).toEqual(await predicted(moved));
    }
  });
});

describe("readInputs", () => {
  it("leaves out inputs that no survivor leads from to an output, and constant ones", () => {
    const first = sparseLayer(
      { inputs: 6, outputs: 2 },
      Float32Array.of(1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1),
      new Float32Array(2),
    );
    const last = sparseLayer({ inputs: 2, outputs: 2 }, Float32Array.of(1, 0, 0, 0), new Float32Array(2));
    const network = { ...asksTwo, architecture: { inputs: 6, hidden: [2], classes: 2 }, layers: [first, last] };
    expect(readInputs(network)).toEqual([0, 2]);
    const scale = Float32Array.of(0, 1, 1, 1, 1, 1);
    expect(readInputs({ ...network, normalization: { scale, offset: new Float32Array(6) } })).toEqual([2]);
  });
});

describe("groupInputs", () => {
  it("put every feature into one group of each level", () => {
    const { kinds, descriptors } = groupInputs(FEATURES, [0, 1, 2, 3, 4, 5]);
    for (const level of [kinds, descriptors])
      expect(level.flatMap(({ columns }) => columns).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(kinds.map(({ name }) => name)).toEqual(["pitch and voicing", "loudness", "cepstrum", OTHER_FEATURES]);
    expect(descriptors.map(({ name, features }) => `${name} ${features}`)).toEqual([
      "F0final 2",
      "mfcc[3] 2",
      "pcm_RMSenergy 1",
      "f0 1",
    ]);
  });

  it("put the last of very many features of no known set into one group", () => {
    const names = Array.from({ length: 1000 }, (_, i) => `own-${i}`);
    const { descriptors } = groupInputs(names, [...names.keys()]);
    expect(descriptors).toHaveLength(64);
    expect(descriptors.at(-1)).toMatchObject({ name: OTHER_FEATURES, features: 937 });
  });
});

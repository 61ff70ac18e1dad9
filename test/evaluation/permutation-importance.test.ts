import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import type { Classification } from "../../src/evaluation/classification.ts";
import { IMPORTANCE_DEFAULTS, permutationImportance } from "../../src/evaluation/permutation-importance.ts";

const ROWS = 200;
const FEATURES = 4;

/** Feature 0 and its copy 1 tell the class; 2 and 3 say nothing. 20 speakers, one class each. */
function table(): { values: Float32Array; labels: Int32Array; speakers: string[] } {
  const random = new Random(1);
  const labels = Int32Array.from({ length: ROWS }, (_, row) => Math.floor(row / 10) % 2);
  const values = new Float32Array(ROWS * FEATURES);
  labels.forEach((label, row) => {
    const told = 2 * label - 1 + 0.3 * random.normal();
    values.set([told, told, random.normal(), random.normal()], row * FEATURES);
  });
  return { values, labels, speakers: Array.from(labels, (_, row) => `s${Math.floor(row / 10)}`) };
}

/** Asks the sum of the first two features. */
const byTwo = (values: Float32Array) =>
  Int32Array.from({ length: values.length / FEATURES }, (_, row) =>
    values[row * FEATURES] + values[row * FEATURES + 1] > 0 ? 1 : 0,
  );

function classified(): { classification: Classification; values: Float32Array } {
  const { values, labels, speakers } = table();
  return { classification: { classes: ["no", "yes"], labels, predicted: byTwo(values), speakers }, values };
}

describe("permutationImportance", () => {
  it("is ½ for features that tell two equal classes alone, and 0 for those that are not asked", async () => {
    const { classification, values } = classified();
    const [told, unasked] = await permutationImportance(
      classification,
      values,
      [
        { name: "told", columns: [0, 1] },
        { name: "unasked", columns: [2, 3] },
      ],
      byTwo,
      new Random(3),
    );
    expect(told?.importance.estimate).toBeGreaterThan(0.45);
    expect(told?.importance.estimate).toBeLessThan(0.55);
    expect(told?.lowerOfAll).toBeGreaterThan(0.4);
    expect(unasked?.importance).toMatchObject({ estimate: 0, atFloor: true });
    expect(unasked?.lowerOfAll).toBeLessThan(0);
  });

  it("of one of two copies is less than of both together", async () => {
    const { classification, values } = classified();
    const groups = [
      { name: "one", columns: [0] },
      { name: "both", columns: [0, 1] },
    ];
    const [one, both] = await permutationImportance(classification, values, groups, byTwo, new Random(3));
    expect(one?.importance.estimate).toBeLessThan((both?.importance.estimate ?? 0) * 0.7);
  });

  it("is a function of the seed and the group, whatever other groups are asked for", async () => {
    const { classification, values } = classified();
    const one = { name: "one", columns: [0] };
    const ask = (groups: { name: string; columns: number[] }[]) =>
      permutationImportance(classification, values, groups, byTwo, new Random(3));
    const [alone] = await ask([one]);
    const [, beside] = await ask([{ name: "other", columns: [2] }, one]);
    expect(beside?.importance).toEqual(alone?.importance);
  });

  it("leaves the values as they are, and refuses columns that are not there", async () => {
    const { classification, values } = classified();
    const before = values.slice();
    const ask = (columns: number[], permutations = 1) =>
      permutationImportance(classification, values, [{ name: "g", columns }], byTwo, new Random(3), {
        ...IMPORTANCE_DEFAULTS,
        permutations,
      });
    await ask([0]);
    expect(values).toEqual(before);
    await expect(ask([4])).rejects.toThrow("group g has column 4, expected 0 to 3");
    await expect(ask([0], 0)).rejects.toThrow("permutations must be a whole number above 0, got 0");
  });
});

import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { mostProbableClasses, predictNetwork } from "../../src/engine/predict.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import { inputStatistics } from "../../src/network/input-statistics.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { survivorsOf } from "../../src/network/sparse-network.ts";
import { standardizeInputs } from "../../src/network/standardize-inputs.ts";
import { keepLargest } from "../../src/pruning/keep-largest.ts";
import { shrink } from "../../src/pruning/structure.ts";
import { crossValidatedStudent } from "../../src/squeeze/cross-validated-uar.ts";
import { featureReliability } from "../../src/squeeze/feature-reliability.ts";
import {
  type LinearWeights,
  PENALTIES,
  relearned,
  studentNetwork,
  studentPredictions,
  studentRows,
  studentsOf,
} from "../../src/squeeze/linear-student.ts";
import { selectFeatures } from "../../src/table/select-features.ts";
import { learnableTable } from "../training/learnable-table.ts";

describe("featureReliability", () => {
  // Two classes, two speakers with two recordings in each
  const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
  const speakers = ["a", "a", "b", "b", "a", "a", "b", "b"];
  const columns = [
    [1, 1, 1, 1, -1, -1, -1, -1],
    [1, 3, -1, 1, -1, 1, -3, -1],
    [5, 5, 5, 5, 5, 5, 5, 5],
  ];
  const inputs = Float64Array.from({ length: 24 }, (_, i) => columns[i % 3]?.[Math.floor(i / 3)]);

  it("is the variance of class means over that of speakers' means and its median", () => {
    // Means of the second feature by class and speaker: 2, 0, 0, −2; of the classes 1 and −1; within (1+1+1+1) / (4 − 2)
    const [steady, speakerBound, constant] = featureReliability({ inputs, labels, classes: 2, speakers });
    // within of the three: 0, 2, 0; their median 0
    expect(steady).toBeGreaterThan(1e100);
    expect(speakerBound).toBeCloseTo(1 / 2, 12);
    expect(constant).toBe(0);
  });

  it("takes recordings for speakers where none are known, or each class has one", () => {
    const known = featureReliability({ inputs, labels, classes: 2, speakers: undefined });
    // (1 + 1 + 4 + 1 …) of the second: 1, 3, −1, 1 about 1 and −1, 1, −3, −1 about −1: 16 / (8 − 2)
    expect(known[1]).toBeCloseTo(1 / (16 / 6), 12);
    const oneEach = labels.length === 8 ? [...labels].map((label) => `speaker ${label}`) : [];
    expect(featureReliability({ inputs, labels, classes: 2, speakers: oneEach })).toEqual(known);
  });
});

describe.each([2, 4])("the linear student of %i classes", (classes) => {
  const table = learnableTable(90, 20, classes, 1);
  const rows = studentRows(table);
  const architecture = { inputs: 20, hidden: [3], classes };
  const start = standardizeInputs(
    survivorsOf(initializeNetwork(architecture, table.features, table.classes, new Random(1))),
    inputStatistics(table.values, 20),
  );
  const [student] = studentsOf(rows, [1e-2]) as [LinearWeights];
  const network = studentNetwork(student, start);

  it("scales rows so that their mean square is 1", () => {
    const squares = rows.inputs.reduce((sum, x, i) => sum + rows.rowWeights[Math.floor(i / 20)] * x * x, 0);
    expect(squares).toBeCloseTo(1, 12);
  });

  it("is the same by way of rows and of weights", () => {
    // 90 rows go by weights where features are 20, by rows where 40 more are added that say nothing
    const zeros = new Float32Array(90 * 60);
    table.values.forEach((value, i) => {
      zeros[Math.floor(i / 20) * 60 + (i % 20)] = value;
    });
    const wide = { ...table, features: Array.from({ length: 60 }, (_, f) => `f${f}`), values: zeros };
    const wideRows = studentRows(wide);
    // Constant features move the median of within
    const same = { ...wideRows, trust: wideRows.trust.slice(), inputs: wideRows.inputs.slice() };
    rows.trust.forEach((trust, f) => {
      same.trust[f] = trust;
    });
    same.inputs.forEach((_, i) => {
      same.inputs[i] = i % 60 < 20 ? rows.inputs[Math.floor(i / 60) * 20 + (i % 60)] : 0;
    });
    const [other] = studentsOf(same, [1e-2]) as [LinearWeights];
    student.weights.forEach((weight, s) => {
      expect(other.weights[Math.floor(s / 20) * 60 + (s % 20)]).toBeCloseTo(weight, 9);
    });
  });

  it("answers as a network what it answers itself", async () => {
    const probabilities = await predictNetwork(createSparseEngine(), network, table.values);
    expect([...mostProbableClasses(probabilities, classes)]).toEqual([
      ...studentPredictions(student, rows, table.values),
    ]);
  });

  it("learns: better than chance on rows of the same kind, by a penalty that is one of the list", () => {
    const { uar, penalty } = crossValidatedStudent(table);
    expect(uar).toBeGreaterThan(1.5 / classes);
    expect(PENALTIES).toContain(penalty);
  });

  it("is already learned where no weight was dropped", () => {
    const again = relearned(network, rows, 1e-2);
    again.layers[0]?.weights.forEach((weight, s) => {
      expect(weight).toBeCloseTo(network.layers[0]?.weights[s], 1);
    });
  });

  it("loses less where the weights that stay are learned again", async () => {
    const survivors = [Math.round(network.layers[0]?.weights.length / 5)];
    const pruned = shrink(keepLargest(network, { survivors }));
    const again = relearned(pruned, rows, 1e-2);
    expect([...(again.layers[0]?.columns ?? [])]).toEqual([...(pruned.layers[0]?.columns ?? [])]);
    const { values } = selectFeatures(table, pruned.features);
    const loss = async (of: typeof pruned) => {
      const probabilities = await predictNetwork(createSparseEngine(), of, values);
      return table.labels.reduce(
        (sum, label, row) => sum - Math.log(probabilities[row * classes + label]) * rows.rowWeights[row],
        0,
      );
    };
    expect(await loss(again)).toBeLessThan(await loss(pruned));
  });
});

import { expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { SYNTHETIC_CORPUS_DEFAULTS, syntheticCorpus } from "../../../src/corpus/synthetic/synthetic-corpus.ts";
import { confusionMatrix } from "../../../src/evaluation/confusion.ts";
import { predictLinear, trainLinear } from "../../../src/evaluation/linear-baseline.ts";
import { uar } from "../../../src/evaluation/uar.ts";
import { extractCompare2016 } from "../../../src/features/compare2016/extract.ts";

const FEATURES = 6373;

it("lets the linear baseline reach 0.58 to 0.82 UAR on new speakers, devel and test together", {
  timeout: 600_000,
}, () => {
  const { recordings, render } = syntheticCorpus(SYNTHETIC_CORPUS_DEFAULTS, new Random(1));
  const values = recordings.map((_, index) => extractCompare2016(render(index)).values);
  const rowsOf = (...partitions: string[]) => {
    const rows = recordings.flatMap(({ partition }, i) => (partitions.includes(partition) ? [i] : []));
    const table = new Float32Array(rows.length * FEATURES);
    rows.forEach((row, i) => {
      table.set(values[row], i * FEATURES);
    });
    return { values: table, labels: Int32Array.from(rows, (row) => Number(recordings[row]?.label === "C")) };
  };
  const { model } = trainLinear(rowsOf("train"), rowsOf("devel"), 2, new Random(1));
  const unseen = rowsOf("devel", "test");
  const reached = uar(
    confusionMatrix({ classes: ["NC", "C"], labels: unseen.labels, predicted: predictLinear(model, unseen.values) }),
  );
  expect(reached).toBeGreaterThan(0.58);
  expect(reached).toBeLessThan(0.82);
});

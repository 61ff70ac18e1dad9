import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { confusionMatrix } from "../../src/evaluation/confusion.ts";
import { type LabeledRows, predictLinear, trainLinear } from "../../src/evaluation/linear-baseline.ts";
import { uar } from "../../src/evaluation/uar.ts";

// An independent linear check of the same features had devel / test UAR .586 / .691 and .719 / .713.
it.skipIf(!existsSync("../shared/data")).each([
  ["emodb", 0.64, 0.64],
  ["covid19_cough", 0.7, 0.7],
])("reaches on %s at least UAR %f on devel and %f on test", (corpus, devel, test) => {
  const folder = `../shared/data/${corpus}/features`;
  const { classes, ...train } = readPartition(folder, "train");
  const fit = trainLinear(train, readPartition(folder, "devel"), classes.length, new Random(1));
  const { labels, values } = readPartition(folder, "test");
  expect(fit.develUar).toBeGreaterThan(devel);
  expect(uar(confusionMatrix({ classes, labels, predicted: predictLinear(fit.model, values) }))).toBeGreaterThan(test);
});

function readPartition(folder: string, partition: string): LabeledRows & { classes: string[] } {
  const file = readdirSync(folder).find((name) => name.includes(`.${partition}.`)) as string;
  const lines = gunzipSync(readFileSync(`${folder}/${file}`))
    .toString()
    .split("\n");
  const data = lines.findIndex((line) => line.startsWith("@data"));
  const classes = lines[data - 2].replace(/^.*\{|\}.*$/g, "").split(",");
  const rows = lines.slice(data + 1).filter((line) => line !== "");
  const features = rows[0].split(",").length - 2;
  const values = new Float32Array(rows.length * features);
  rows.forEach((row, n) => {
    values.set(row.split(",").slice(1, -1).map(Number), n * features);
  });
  return {
    values,
    labels: Int32Array.from(rows, (row) => classes.indexOf(row.slice(row.lastIndexOf(",") + 1))),
    classes,
  };
}

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  bytesText,
  counted,
  intervalText,
  mebibytesText,
  shareText,
  signedIntervalText,
  signedText,
} from "../src/core/number-text.ts";
import type { Comparison } from "../src/evaluation/compare.ts";
import type { Evaluation } from "../src/evaluation/evaluate.ts";
import { PAPER_MODELS, type VariantName } from "../src/experiment/paper.ts";
import { type ExperimentResult, type ModelResult, parseResult } from "../src/experiment/result.ts";
import type { ModelName } from "../src/network/architecture.ts";
import { squeezedChoice } from "../src/report/squeezed-choice.ts";

const KEPT = "bench/results/paper-size.json";
const MEBIBYTE = 2 ** 20;
const WORDS: Record<VariantName, string> = {
  original: "uncompressed",
  pruned: "pruned",
  quantized: "int8",
  "pruned-quantized": "pruned, int8",
};

function uarCell(evaluation: Evaluation | null | undefined): string {
  if (!evaluation) throw new Error("the kept result has no answers to test");
  return `${shareText(evaluation.uar.estimate)} ${intervalText(evaluation.uar.interval)}`;
}

function rowsOf({ name, variants, squeezed }: ModelResult): string[] {
  const chosen = squeezed?.candidates.find((candidate) => candidate.name === squeezed.choice?.name);
  const tested = squeezed?.test?.networks.find((network) => network.name === chosen?.name);
  const paper = PAPER_MODELS[name as ModelName].variants;
  return [
    ...variants.map((variant) => {
      const { sizeMebibytes, testUar } = paper[variant.name];
      const ours = `${mebibytesText(variant.zipBytes)} | ${sizeMebibytes.toFixed(1)} | ${uarCell(variant.test)}`;
      return `| ${name} | ${WORDS[variant.name]} | ${ours} | ${testUar.toFixed(2)} |`;
    }),
    `| ${name} | squeezed | ${((chosen?.bytes ?? 0) / MEBIBYTE).toFixed(4)} | | ${uarCell(tested?.evaluation)} | |`,
  ];
}

it("the README's table is that of the result that is kept", () => {
  const { models, linear } = parseResult(readFileSync(KEPT, "utf8"), KEPT);
  const shown = readFileSync("README.md", "utf8").split("\n");
  const size = ((linear?.bytes ?? 0) / MEBIBYTE).toFixed(3);
  expect(shown.filter((line) => /^\| ([ABC]|linear) \|/.test(line))).toEqual([
    ...models.flatMap(rowsOf),
    `| linear | | ${size} | | ${uarCell(linear?.test)} | |`,
  ]);
});

/** Size, UAR, and where there is an original to compare with: difference and verdict. */
function realRow(
  name: string,
  bytes: number,
  evaluation: Evaluation | null | undefined,
  comparison?: Comparison | null,
) {
  const shared = `| | ${name} | ${bytesText(bytes)} | ${uarCell(evaluation)} |`;
  if (!comparison) return `${shared} | |`;
  const { uarDrop, nonInferiority } = comparison;
  const interval = signedIntervalText({ low: -uarDrop.interval.high, high: -uarDrop.interval.low });
  return `${shared} ${signedText(-uarDrop.estimate)} ${interval} | ${nonInferiority.verdict} |`;
}

function realRows({ data, models, linear }: ExperimentResult): string[] {
  const [model] = models;
  const original = model?.variants.find(({ name }) => name === "original");
  const both = model?.variants.find(({ name }) => name === "pruned-quantized");
  const squeezed = model && squeezedChoice(model);
  if (!original?.test || !both || !squeezed) throw new Error(`the kept result of ${data.name} lacks a network`);
  const { recordings, uar } = original.test;
  return [
    `| ${data.name} | ${counted(recordings, "recording")} of ${counted(uar.unitCount, "speaker")} | | | | |`,
    realRow("original", original.zipBytes, original.test),
    realRow("pruned, int8", both.zipBytes, both.test, both.comparison),
    realRow("squeezed", squeezed.bytes, squeezed.tested.evaluation, squeezed.tested.comparison),
    realRow("linear", linear.bytes, linear.test),
  ];
}

it("the README's table of real recordings is that of the results that are kept", () => {
  const kept = ["covid19_cough", "emodb"].map((name) => `bench/results/${name}.json`);
  const rows = kept.flatMap((path) => realRows(parseResult(readFileSync(path, "utf8"), path)));
  const shown = readFileSync("README.md", "utf8").split("\n");
  expect(shown.filter((line) => /^\| (covid19_cough|emodb)? ?\|/.test(line))).toEqual(rows);
});

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { intervalText, mebibytesText, shareText } from "../src/core/number-text.ts";
import type { Evaluation } from "../src/evaluation/evaluate.ts";
import { PAPER_MODELS, type VariantName } from "../src/experiment/paper.ts";
import { type ModelResult, parseResult } from "../src/experiment/result.ts";
import type { ModelName } from "../src/network/architecture.ts";

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

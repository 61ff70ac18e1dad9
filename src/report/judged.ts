/**
 * Which of a result's figures the report argues with: those on test, or on devel where test has no labels.
 */

import { listText } from "../core/number-text.ts";
import type { Evaluation } from "../evaluation/evaluate.ts";
import type { VariantName } from "../experiment/paper.ts";
import type { ExperimentResult, LinearResult, ModelResult, VariantResult } from "../experiment/result.ts";
import { variantOf } from "../experiment/tables.ts";
import { MODEL_NAMES } from "../network/architecture.ts";

export const VARIANT_TITLES: Readonly<Record<VariantName, string>> = {
  original: "Original",
  pruned: "Pruned",
  quantized: "Quantised",
  "pruned-quantized": "Pruned and quantised",
};

/** The variant that a model's verdict is about: compressed most. */
export function mostCompressed(model: ModelResult): VariantResult | undefined {
  return variantOf(model, "pruned-quantized") ?? model.variants.findLast(({ name }) => name !== "original");
}

/** The evaluation on test, or on devel where test has no labels. */
export function judged({ devel, test }: Pick<VariantResult | LinearResult, "devel" | "test">): Evaluation {
  return test ?? devel;
}

/** "test" or "devel": where the judged figures come from. */
export function judgedPartition({ linear }: ExperimentResult): "test" | "devel" {
  return linear.test ? "test" : "devel";
}

/** UAR of guessing: 1 over the classes that occur. */
export function chanceUar({ recalls }: Evaluation): number {
  return 1 / recalls.filter((recall) => recall !== null).length;
}

/** "Model A" for the paper's, the name itself for others. */
export function modelTitle({ name }: ModelResult): string {
  return isPaperModel(name) ? `Model ${name}` : name;
}

/** Several models inside a sentence: "models A, B and C"; other names as they are. */
export function modelsInSentence(models: readonly ModelResult[]): string {
  if (models.length < 2 || !models.every(({ name }) => isPaperModel(name)))
    return listText(models.map(modelInSentence));
  return `models ${listText(models.map(({ name }) => name))}`;
}

/** One model inside a sentence: "model A". */
export function modelInSentence({ name }: ModelResult): string {
  return isPaperModel(name) ? `model ${name}` : name;
}

function isPaperModel(name: string): boolean {
  return MODEL_NAMES.some((paper) => paper === name);
}

/** The words with a capital at the beginning. */
export function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Nodes of the domain ai.onnx.ml in a dense network, as skl2onnx writes them.
 *
 *   Scaler            (x − offset) · scale
 *   LinearClassifier  coefficients [C × F], intercepts [C], post_transform; gives label and scores
 *   Normalizer, ZipMap   after probabilities nothing, and the names of the classes
 *
 * Source  ONNX, "ai.onnx.ml operators", versions 1 to 5.
 */

import { FormatError } from "../../core/errors.ts";
import type { DenseStep, Step } from "../imports/steps.ts";
import { shown } from "./message-fields.ts";
import type { NodeReader, Place } from "./node-readers.ts";

export const ML_DOMAIN = "ai.onnx.ml";

export const ML_READERS: Readonly<Record<string, NodeReader>> = {
  Scaler: scaler,
  LinearClassifier: linearClassifier,
  Normalizer: normalizer,
  ZipMap: () => [],
};

function scaler({ node, label, spend }: Place): Step[] {
  const factors = node.numbers.get("scale") ?? [1];
  const offsets = node.numbers.get("offset") ?? [0];
  const length = Math.max(factors.length, offsets.length);
  spend(2 * length);
  const scale = Float64Array.from({ length }, (_, i) => factors[factors.length === 1 ? 0 : i] ?? Number.NaN);
  const offset = scale.map((factor, i) => -(offsets[offsets.length === 1 ? 0 : i] ?? Number.NaN) * factor);
  return [{ kind: "scaling", name: label, scale, offset }];
}

/** Probabilities add up to 1 already. */
function normalizer({ node, last, where }: Place): Step[] {
  const isProbability = last?.kind === "activation" && (last.activation === "softmax" || last.activation === "sigmoid");
  if (isProbability && node.texts.get("norm")?.[0] === "L1") return [];
  throw new FormatError(`${where}: scales rows by their own size, which no dense network does`);
}

function linearClassifier(place: Place): Step[] {
  const { node, where, label } = place;
  const coefficients = node.numbers.get("coefficients") ?? [];
  const intercepts = node.numbers.get("intercepts") ?? [];
  const transform = node.texts.get("post_transform")?.[0] ?? "NONE";
  const outputs = intercepts.length;
  const inputs = coefficients.length / outputs;
  if (!Number.isInteger(inputs) || inputs === 0)
    throw new FormatError(`${where}: has ${coefficients.length} coefficients for ${outputs} intercepts`);
  place.spend(coefficients.length + outputs);
  const weights = Float32Array.from(coefficients);
  const bias = Float32Array.from(intercepts);
  const dense: DenseStep = { kind: "dense", name: label, inputs, outputs, weights, bias };
  if (transform === "NONE" && outputs > 1) return [dense];
  if (transform === "SOFTMAX" && outputs > 1)
    return [dense, { kind: "activation", name: label, activation: "softmax" }];
  if (transform === "LOGISTIC" && (outputs === 1 || isMirrored(dense)))
    return [lastOutput(dense), { kind: "activation", name: label, activation: "sigmoid" }];
  throw new FormatError(
    `${where}: has the transform ${shown(transform)} of ${outputs} scores; read are NONE and SOFTMAX, and LOGISTIC for two classes`,
  );
}

/** Whether its second output is the negative of its first, as scikit-learn's two classes are. */
function isMirrored({ inputs, outputs, weights, bias }: DenseStep): boolean {
  if (outputs !== 2 || bias[0] !== -bias[1]) return false;
  return weights.subarray(0, inputs).every((weight, i) => weight === -weights[inputs + i]);
}

function lastOutput(dense: DenseStep): DenseStep {
  const { inputs, outputs, weights, bias } = dense;
  return { ...dense, outputs: 1, weights: weights.slice((outputs - 1) * inputs), bias: bias.slice(outputs - 1) };
}

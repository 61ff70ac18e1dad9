/**
 * What `coldpress plan` worked out, as text for a terminal.
 */

import { countText, mebibytesText, sparsityText } from "../../core/number-text.ts";
import type { LayerShape, ParameterCount } from "../../network/architecture.ts";
import type { PlannedUpdate, PruningPlan } from "../../pruning/plan.ts";
import { columnsText } from "./table-text.ts";

/** All that is printed. */
export interface NetworkPlan {
  /** A, B or C of the paper, or "custom". */
  readonly model: string;
  /** Input side first. */
  readonly layers: readonly PlannedLayer[];
  /** Bytes as float32. */
  readonly parameters: ParameterCount & { readonly bytes: number };
  readonly pruning: PruningPlan;
  /** The paper's numbers, with what we find more or less; null where the network is not the paper's. */
  readonly paper: PaperFigures | null;
}

/** A dense layer with its kernel and biases counted. */
export interface PlannedLayer extends LayerShape {
  readonly activation: "sigmoid" | "softmax";
  readonly parameters: number;
}

/** Differences are ours minus the paper's. */
export interface PaperFigures {
  readonly trainableParameters: number;
  readonly trainableDifference: number;
  readonly survivors: number;
  readonly survivorDifference: number;
}

/** The text, without a line end. */
export function planText({ model, layers, parameters, pruning, paper }: NetworkPlan): string {
  return [
    `Model ${model}: ${countText(parameters.trainable)} trainable parameters, ${countText(parameters.total)} in all, ` +
      `${countText(parameters.bytes)} bytes (${mebibytesText(parameters.bytes)} MiB)`,
    columnsText(["layer", "inputs", "outputs", "activation", "parameters"], layers.map(layerRow)),
    `Pruning: ${pruning.steps} steps, masks change before these`,
    columnsText(
      ["step", "sparsity", "survivors per kernel", "survivors with unpruned"],
      pruning.updates.map(updateRow),
    ),
    ...(paper ? [paperLine(paper)] : []),
  ].join("\n");
}

function layerRow({ inputs, outputs, activation, parameters }: PlannedLayer, index: number): string[] {
  return [String(index + 1), countText(inputs), countText(outputs), activation, countText(parameters)];
}

function updateRow({ step, sparsity, kernelSurvivors, survivors }: PlannedUpdate): string[] {
  return [String(step), sparsityText(sparsity), kernelSurvivors.map(countText).join(" + "), countText(survivors)];
}

function paperLine({ trainableParameters, trainableDifference, survivors, survivorDifference }: PaperFigures): string {
  return (
    `Paper: ${countText(trainableParameters)} trainable parameters (difference ${trainableDifference}), ` +
    `${countText(survivors)} survivors (difference ${survivorDifference})`
  );
}

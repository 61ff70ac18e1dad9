/**
 * What an answer of each network costs in energy, as an estimate: on a desktop by the bytes that it moves, beside the whole
 * way from the sound to the verdict on a microcontroller.
 */

import { bandText, bytesText, countText } from "../core/number-text.ts";
import { BOARDS } from "../device/boards.ts";
import { boardEnergy, type MovedNetwork, networkMicrojoules } from "../device/energy.ts";
import type { ExperimentResult, ModelResult, VariantResult } from "../experiment/result.ts";
import { chosenCandidate } from "../squeeze/squeeze-result.ts";
import type { DataRow, DataTable } from "./data-table.ts";
import { modelTitle, VARIANT_TITLES } from "./judged.ts";

const BOARD = BOARDS[0];

/** The table of all models' networks. */
export function energyTable({ models }: ExperimentResult): DataTable {
  return {
    caption: "Energy of one answer: an estimate, not measured",
    columns: ["", "weights read", "products", "network on a desktop [µJ]", `sound to verdict on ${BOARD.name} [mJ]`],
    rows: models.flatMap((model): DataRow[] => [
      ...(models.length > 1 ? [{ heading: modelTitle(model) }] : []),
      ...model.variants.map(variantRow),
      ...squeezedRow(model),
    ]),
    notes: [
      "Desktop: weights read once from the memory that holds them and multiplied, at 45 nm (Horowitz 2014); DRAM as a band. " +
        "The processor around it takes many times as much, and the features come on top.",
      `${BOARD.name}: extraction and network by the price of their stages, ${bandText(BOARD.cyclesPerInstruction)} cycles per ` +
        `instruction, ${bandText(BOARD.nanojoulesPerCycle)} nJ per cycle (${BOARD.regulator}), without the microphone. Networks ` +
        "of more than its flash do not run there.",
    ],
  };
}

function variantRow({ name, layers }: VariantResult): string[] {
  const total = (of: (layer: VariantResult["layers"][number]) => number) =>
    layers.reduce((sum, layer) => sum + of(layer), 0);
  const weights = total((layer) => layer.weights);
  const bytes = total(({ kernelBytes, biasBytes }) => kernelBytes + biasBytes);
  const arithmetic = name === "quantized" || name === "pruned-quantized" ? "int8" : "float32";
  return energyRow(VARIANT_TITLES[name], { bytes, products: weights, arithmetic }, "");
}

/** What the search has chosen; its file is read, not a dense kernel. */
function squeezedRow({ squeezed }: ModelResult): string[][] {
  const chosen = squeezed && chosenCandidate(squeezed);
  if (!chosen) return [];
  const { bytes, survivors, price } = chosen;
  const onBoard = price ? `${bandText(boardEnergy(price, BOARD).coreMillijoules)} for ${price.seconds} s of sound` : "";
  return [energyRow("Squeezed", { bytes, products: survivors, arithmetic: "float32" }, onBoard)];
}

function energyRow(title: string, moved: MovedNetwork, onBoard: string): string[] {
  const microjoules = bandText(networkMicrojoules(moved));
  return [title, bytesText(moved.bytes), countText(moved.products), microjoules, onBoard];
}

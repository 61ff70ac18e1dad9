/**
 * What is in a file of ours, for a terminal.
 */

import { countText, sparsityText, statisticText } from "../../core/number-text.ts";
import { DEFAULT_PROFILE, profileOf } from "../../features/feature-profile.ts";
import type { BillOfBytes } from "../../formats/container/bill-of-bytes.ts";
import type { Inspection } from "../../formats/inspect.ts";
import { activationName, activationOf } from "../../network/activation.ts";
import { columnsText } from "./table-text.ts";

/** Tensors, kernels, and of a container the bill of its bytes. */
export function inspectionText(file: string, inspection: Inspection): string {
  const { kind, sizeBytes, crc32, architecture, classes, tensors, kernels, bill } = inspection;
  const hidden = architecture.hidden.map((units, l) => `${units} ${activationName(activationOf(architecture, l))}`);
  const widths = [`${architecture.inputs}`, ...hidden, `${architecture.classes} softmax`];
  const rows = tensors.map((tensor) => [
    tensor.name,
    `[${tensor.shape.join(" x ")}]`,
    tensor.type,
    countText(tensor.sizeBytes),
    countText(tensor.positiveZeros),
    countText(tensor.negativeZeros),
    countText(tensor.distinctValues),
    statisticText(tensor.entropyBits),
  ]);
  return [
    `${file}: ${kind}, ${countText(sizeBytes)} bytes, CRC-32 ${crc32}, checksums right`,
    `${shortened(widths, (left) => `(${left} more)`).join(" -> ")}; classes ${shortened(classes, others).join(", ")}${profileText(inspection)}`,
    rowsText(["tensor", "shape", "type", "bytes", "+0", "-0", "distinct", "entropy [bit]"], rows),
    `Kernels: ${countText(kernels.weights)} weights, ${countText(kernels.survivors)} survivors, sparsity ${sparsityText(kernels.sparsity)}`,
    ...(bill ? ["", billText(bill)] : []),
  ].join("\n");
}

/** How the features must be computed, where that is not as usual. */
function profileText(inspection: Inspection): string {
  const profile = profileOf(inspection);
  return profile === DEFAULT_PROFILE ? "" : `; features of the ${profile} profile`;
}

/** Where a container's bytes go. In brackets what positions and values cannot go under: their entropy. */
function billText(bill: BillOfBytes): string {
  const {
    totalBytes,
    headerBytes,
    metadataBytes,
    featureBytes,
    normalizationBytes,
    codedBytes,
    sideBytes,
    floorBytes,
  } = bill;
  const withFloor = (bytes: number, floor: number) => `${countText(bytes)} (${countText(Math.ceil(floor))})`;
  const rows = bill.layers.map((layer, l) => [
    `layers.${l}`,
    countText(layer.survivors),
    withFloor(layer.positionBytes, layer.positionFloorBytes),
    withFloor(layer.valueBytes, layer.valueFloorBytes),
    countText(layer.biasBytes),
    countText(layer.sideBytes),
  ]);
  return [
    rowsText(["bytes", "survivors", "positions (floor)", "values (floor)", "biases", "tables, scales"], rows),
    `Header ${countText(headerBytes)}, metadata ${countText(metadataBytes)}, features ${countText(featureBytes)}, normalization ${countText(normalizationBytes)} bytes`,
    `Total ${countText(totalBytes)} bytes: ${countText(codedBytes)} of positions and values (floor ${countText(Math.ceil(floorBytes))}), ` +
      `${countText(sideBytes)} of side information; ${(100 * Math.abs(bill.excess)).toFixed(2)} % ${bill.excess < 0 ? "below" : "above"} floor and side information`,
  ].join("\n");
}

/** Rows that are shown of a table; a network with more layers is shown by its first and last ones. */
const MOST_SHOWN = 100;

function rowsText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return columnsText(
    head,
    shortened(rows, (left) => [others(left), ...head.slice(1).map(() => "")]),
  );
}

function others(left: number): string {
  return `… ${countText(left)} more (--json)`;
}

/** The first and the last of many things, and between them how many are left out. */
function shortened<Thing>(things: readonly Thing[], leftOut: (count: number) => Thing): readonly Thing[] {
  if (things.length <= MOST_SHOWN) return things;
  const half = MOST_SHOWN / 2;
  return [...things.slice(0, half), leftOut(things.length - MOST_SHOWN), ...things.slice(-half)];
}

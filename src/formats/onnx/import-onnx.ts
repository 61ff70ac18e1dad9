/**
 * The network in an ONNX file (`.onnx`), ours or another program's, as steps.
 *
 * A file of ours must have its checksum right; its names are the network's.
 */

import { crc32Hex } from "../../core/crc32.ts";
import { FormatError } from "../../core/errors.ts";
import type { ImportedSteps } from "../imports/imported-steps.ts";
import type { Step } from "../imports/steps.ts";
import { isNameList } from "../json.ts";
import { readProfile } from "../model-file.ts";
import { decodeOnnxModel, type OnnxGraph } from "./read-onnx-model.ts";
import type { ExternalFile } from "./read-tensor.ts";
import { stepsOfGraph } from "./steps-of-graph.ts";
import { classLabels } from "./wanted-nodes.ts";

const OWN = "coldpress";
const CHECKSUM_DIGITS = 8;

/**
 * @param name      What to call the file in an error.
 * @param external  Opens a file beside it.
 * @throws FormatError if it is no ONNX model, cut, or no dense network (names the operator).
 */
export function importOnnx(bytes: Uint8Array, name: string, external: ExternalFile): ImportedSteps {
  let size = bytes.length;
  const sizes = new Map<string, number>();
  const counted: ExternalFile = (location) => {
    const file = external(location);
    if (!sizes.has(location)) size += file.length;
    sizes.set(location, file.length);
    return file;
  };
  const graph = decodeOnnxModel(bytes, name, counted);
  assertOwnChecksum(bytes, graph, name);
  const { metadata, producer } = graph;
  const steps = stepsOfGraph(graph, name, size);
  return {
    steps,
    features: namesIn(metadata.get(`${OWN}.features`)),
    profile: readProfile(metadata.get(`${OWN}.profile`), name),
    classes: namesIn(metadata.get(`${OWN}.classes`)) ?? labelsOf(steps, graph),
    producer,
  };
}

/** Names that the graph's own labels give to the classes, where there is one for each. */
function labelsOf(steps: readonly Step[], graph: OnnxGraph): readonly string[] | undefined {
  const last = steps.findLast((step) => step.kind === "dense");
  const labels = classLabels(graph);
  return isNameList(labels) && last && labels.length === Math.max(2, last.outputs) ? labels : undefined;
}

function assertOwnChecksum(bytes: Uint8Array, { metadata, producer }: OnnxGraph, name: string): void {
  const isOwn = producer === OWN || [...metadata.keys()].some((key) => key.startsWith(`${OWN}.`));
  if (!isOwn) return;
  const expected = metadata.get(`${OWN}.crc32`);
  const found = crc32Hex(bytes.subarray(0, -CHECKSUM_DIGITS));
  const ending = new TextDecoder().decode(bytes.subarray(-CHECKSUM_DIGITS));
  if (found !== expected || ending !== expected)
    throw new FormatError(
      `${name}: the checksum at its end is not that of its bytes; the file is damaged, get a new copy`,
    );
}

function namesIn(json: string | undefined): readonly string[] | undefined {
  try {
    const names: unknown = JSON.parse(json ?? "null");
    return isNameList(names) ? names : undefined;
  } catch {
    return undefined;
  }
}

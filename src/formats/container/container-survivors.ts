/**
 * The network of a container as its survivors, without the dense kernels that `decodeContainer` makes: memory and time in
 * proportion to the file.
 */

import { type ByteInput, bytesOf } from "../../core/bytes.ts";
import { type LayerShape, layerShapes } from "../../network/architecture.ts";
import type { CodedLayer, CodedNetwork } from "../../quantization/coded-network.ts";
import type { JsonRecord } from "../json.ts";
import { decodeBias } from "./bias-section.ts";
import { readContainer } from "./container-file.ts";
import type { LayerSection } from "./container-sections.ts";
import { decodeKernelSurvivors, type KernelSection } from "./kernel-section.ts";
import { decodeNormalization } from "./normalization-section.ts";

/** What a container holds, zeros left out. */
export interface ContainerSurvivors {
  readonly network: CodedNetwork;
  /** As in `ContainerFile`. */
  readonly madeFrom: string;
  readonly provenance: JsonRecord;
}

/**
 * The survivors of a container, every weight as it was.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError as `decodeContainer` does.
 */
export function decodeContainerSurvivors(file: ByteInput, name: string): ContainerSurvivors {
  const bytes = bytesOf(file, "decodeContainerSurvivors");
  const { description, madeFrom, provenance, normalization, layers } = readContainer(bytes, name);
  const shapes = layerShapes(description.architecture);
  const network = {
    ...description,
    normalization: decodeNormalization(normalization, description.architecture.inputs),
    layers: layers.map((section, layer) => codedLayer(section, shapes[layer], kernelName(name, layer))),
  };
  return { network, madeFrom, provenance };
}

/** What to call a kernel in an error. */
export function kernelName(file: string, layer: number): string {
  return `${file}: kernel of layer ${layer}`;
}

/** Survivors of a kernel as they are stored: int8 codes, indices into the codebook, or the weights themselves. */
export interface StoredSurvivors {
  /** [O + 1] */
  readonly rowStarts: Uint32Array;
  /** [S] */
  readonly columns: Uint32Array;
  /** [S] */
  readonly codes: Int8Array | Uint8Array | Float32Array;
}

/** @param where  What to call the kernel in an error. @throws FormatError if its bytes are damaged. */
export function decodeStoredSurvivors(
  section: KernelSection,
  { inputs, outputs }: LayerShape,
  where: string,
): StoredSurvivors {
  const { kind, positions, survivors } = section;
  const rowStarts = new Uint32Array(outputs + 1);
  const columns = new Uint32Array(positions.survivors);
  const symbols = new Uint8Array(kind === "float32" ? 0 : positions.survivors);
  let row = 0;
  let s = 0;
  for (const chunk of decodeKernelSurvivors(section, where)) {
    for (let i = 0; i < chunk.count; i++, s++) {
      const place = chunk.places[i];
      for (; place >= (row + 1) * inputs; row++) rowStarts[row + 1] = s;
      columns[s] = place - row * inputs;
    }
    if (kind !== "float32") symbols.set(chunk.symbols.subarray(0, chunk.count), s - chunk.count);
  }
  rowStarts.fill(s, row + 1);
  const codes = kind === "float32" ? survivors : kind === "int8" ? new Int8Array(symbols.buffer) : symbols;
  return { rowStarts, columns, codes };
}

function codedLayer({ kernel: section, bias }: LayerSection, shape: LayerShape, where: string): CodedLayer {
  const { rowStarts, columns, codes } = decodeStoredSurvivors(section, shape, where);
  const { scale, codebook } = section;
  const base = { ...shape, rowStarts, columns, bias: decodeBias(bias) };
  if (codes instanceof Float32Array) return { ...base, weights: codes, int8: null };
  const weights = new Float32Array(codes.length);
  if (codes instanceof Int8Array) {
    for (let s = 0; s < codes.length; s++) weights[s] = codes[s] * scale;
    return { ...base, weights, int8: { codes, scale } };
  }
  for (let s = 0; s < codes.length; s++) weights[s] = codebook[codes[s]];
  return { ...base, weights, int8: null };
}

/**
 * Where the bytes of a container go, beside the floor that no coder of single values and positions can go under.
 *
 *   floor = (weights · H₂(survivors / weights) + survivors · H(values)) / 8
 *
 * Everything that is neither a coded position nor a coded value is side information: header, names, normalisation,
 * biases, scales, codebooks, and the tables of the coder.
 */

import { binaryEntropyBits, entropyBits } from "../../codec/entropy.ts";
import { type ByteInput, bytesOf } from "../../core/bytes.ts";
import { readContainer } from "./container-file.ts";
import { HEADER_BYTES, type LayerSection } from "./container-sections.ts";
import { decodeKernelSurvivors, type KernelSection } from "./kernel-section.ts";

/** Where the bytes of a container go; they add up to its size. */
export interface BillOfBytes {
  readonly totalBytes: number;
  readonly headerBytes: number;
  /** Architecture, classes, origin. */
  readonly metadataBytes: number;
  /** Which features of a set the inputs are; other names are among the metadata. */
  readonly featureBytes: number;
  readonly normalizationBytes: number;
  readonly layers: readonly LayerBill[];
  /** Coded positions and values of all layers. */
  readonly codedBytes: number;
  /** Everything else. */
  readonly sideBytes: number;
  /** What positions and values could not go under. */
  readonly floorBytes: number;
  /** Share by which the file exceeds floor and side information. */
  readonly excess: number;
}

/** Where the bytes of a layer go; floors are what no coder can go below, its entropy. */
export interface LayerBill {
  readonly weights: number;
  readonly survivors: number;
  readonly positionBytes: number;
  readonly valueBytes: number;
  /** Tables of the coder, scale, codebook, counts. */
  readonly sideBytes: number;
  readonly biasBytes: number;
  readonly positionFloorBytes: number;
  readonly valueFloorBytes: number;
}

/** The bill of a container. @param name  What to call the file in an error. @throws FormatError as `decodeContainer` does. */
export function billOfBytes(file: ByteInput, name: string): BillOfBytes {
  const bytes = bytesOf(file, "billOfBytes");
  const { metadataBytes, featureBytes, normalizationBytes, layers: sections } = readContainer(bytes, name);
  const layers = sections.map((section, layer) => layerBill(section, `${name}: kernel of layer ${layer}`));
  const sum = (part: (layer: LayerBill) => number) => layers.reduce((total, layer) => total + part(layer), 0);
  const codedBytes = sum(({ positionBytes, valueBytes }) => positionBytes + valueBytes);
  const floorBytes = sum(({ positionFloorBytes, valueFloorBytes }) => positionFloorBytes + valueFloorBytes);
  const sideBytes = bytes.length - codedBytes;
  return {
    totalBytes: bytes.length,
    headerBytes: HEADER_BYTES,
    metadataBytes,
    featureBytes,
    normalizationBytes,
    layers,
    codedBytes,
    sideBytes,
    floorBytes,
    excess: bytes.length / (floorBytes + sideBytes) - 1,
  };
}

function layerBill({ kernel, biasBytes }: LayerSection, where: string): LayerBill {
  const { positions, valueBytes, sizeBytes } = kernel;
  const { size, survivors } = positions;
  const positionBytes = positions.symbols.length + positions.lowBits.length;
  return {
    weights: size,
    survivors,
    positionBytes,
    valueBytes,
    sideBytes: sizeBytes - positionBytes - valueBytes,
    biasBytes,
    positionFloorBytes: (size * binaryEntropyBits(survivors / size)) / 8,
    valueFloorBytes: valueFloorBytes(kernel, where),
  };
}

/** Survivors of a float32 kernel, whole, in float16 or as signs, are not coded: their floor is what they take. */
function valueFloorBytes(section: KernelSection, where: string): number {
  if (section.kind === "float32") return section.valueBytes;
  const counts = new Float64Array(256);
  for (const { symbols, count } of decodeKernelSurvivors(section, where))
    for (let i = 0; i < count; i++) counts[symbols[i]] = counts[symbols[i]] + 1;
  return (section.positions.survivors * entropyBits(counts)) / 8;
}

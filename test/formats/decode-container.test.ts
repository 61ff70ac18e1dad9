import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { float16Bits, float16Value } from "../../src/codec/float16.ts";
import { Random } from "../../src/core/random.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { type ContainerOptions, decodeContainer, encodeContainer } from "../../src/formats/container/container-file.ts";
import { denseWeights } from "../../src/quantization/dense-weights.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import type { QuantizedLayer, QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { type KernelSpec, madeNetwork, madeRows } from "../runtime/made-networks.ts";

const HAS_NUMPY = spawnSync("python3", ["-c", "import numpy"]).status === 0;
if (!HAS_NUMPY) console.warn("skipped: the decoder made from container.md needs python3 with numpy");

const KERNELS: readonly (KernelSpec | "float16" | "signs")[] = [
  { kind: "int8" },
  { kind: "float32" },
  "float16",
  "signs",
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((bits) => ({ kind: "codebook" as const, entries: 2 ** bits })),
];
const SPARSITIES = [0, 0.3, 0.5, 0.8, 0.9, 0.99, 0.999, 1];
/** From two weights to half a million; the first kernel of the last has gaps that need escapes and low bits. */
const ARCHITECTURES = [
  { inputs: 1, hidden: [], classes: 2 },
  { inputs: 7, hidden: [5, 3], classes: 2 },
  { inputs: 61, hidden: [40], classes: 5 },
];
const LARGE = { inputs: 6373, hidden: [80, 20], classes: 3 };
const OPTIONS: readonly ContainerOptions[] = [
  {},
  { biases: "float16", codebooks: "float16" },
  { biases: "int8", codebooks: "float32" },
];
const ROWS = 5;

interface Case {
  readonly name: string;
  readonly file: Uint8Array;
  readonly network: QuantizedNetwork;
  readonly rows: Float32Array;
}

describe.skipIf(!HAS_NUMPY)("a decoder in Python, made from container.md alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-pages-"));
  const cases = [...madeCases()];
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    for (const { name, file, rows } of cases) {
      writeFileSync(join(folder, `${name}.coldpress`), file);
      writeFileSync(join(folder, `${name}.rows`), rows);
    }
    const { status, stderr } = spawnSync("python3", ["-W", "error", "test/formats/decode_container.py", folder], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  const floatsOf = ({ name }: Case) =>
    new Float32Array(Uint8Array.from(readFileSync(join(folder, `${name}.decoded`))).buffer);

  it(`finds scales, offsets, biases and weights of ${cases.length} containers bit for bit`, () => {
    for (const each of cases) {
      const expected = arraysOf(each.network);
      const found = floatsOf(each).subarray(0, expected.length);
      expect(Buffer.compare(Buffer.from(found.slice().buffer), Buffer.from(expected.buffer)), each.name).toBe(0);
    }
  });

  it("finds the names and what its maker says", () => {
    for (const { name, file } of cases) {
      const { network, madeFrom, provenance } = decodeContainer(file, name);
      const { features, classes, architecture } = network;
      const found = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
      expect(found, name).toEqual({ features, classes, architecture, madeFrom, provenance });
    }
  });

  it("computes the probabilities: within 1e-6 without int8 kernels, within 1e-2 with, where a code may differ", () => {
    let largest = { int8: 0, other: 0 };
    let farCount = 0;
    for (const each of cases) {
      const expected = predictQuantized(each.network, each.rows);
      const found = floatsOf(each).slice(-expected.length);
      const error = Math.max(...expected.map((value, i) => Math.abs(value - found[i])));
      const isInt8 = each.network.layers.some(({ kernel }) => kernel.kind === "int8");
      largest = isInt8
        ? { ...largest, int8: Math.max(largest.int8, error) }
        : { ...largest, other: Math.max(largest.other, error) };
      if (error > 1e-6) farCount++;
      expect(error, each.name).toBeLessThan(isInt8 ? 1e-2 : 1e-6);
    }
    console.log(
      `largest differences of ${cases.length} containers: ${JSON.stringify(largest)}; ${farCount} above 1e-6`,
    );
    expect(farCount).toBeLessThan(0.05 * cases.length);
  });
});

/** Every method at every sparsity, biases and normalization in turn; then mixtures of methods, and large ones. */
function* madeCases(): Generator<Case> {
  let seed = 0;
  for (const architecture of ARCHITECTURES)
    for (const sparsity of SPARSITIES)
      for (const kernel of KERNELS) yield caseOf({ architecture, sparsity, kernels: [kernel], seed: seed++ });
  const random = new Random(1);
  for (; seed < 380; seed++) {
    const hidden = Array.from(
      { length: Math.floor(4 * random.uniform()) },
      () => 1 + Math.floor(50 * random.uniform()),
    );
    const architecture = { inputs: 1 + Math.floor(90 * random.uniform()), hidden, classes: 2 };
    const kernels = [0, ...hidden].map(() => KERNELS[Math.floor(KERNELS.length * random.uniform())] as KernelSpec);
    yield caseOf({ architecture, sparsity: random.uniform(), kernels, seed });
  }
  for (const kernel of [KERNELS[0], KERNELS[2], KERNELS[3], KERNELS[7]] as KernelSpec[])
    for (const sparsity of [0.9, 0.999, 0.99999])
      yield caseOf({ architecture: LARGE, sparsity, kernels: [kernel], seed: seed++ });
}

interface CaseSpec {
  readonly architecture: QuantizedNetwork["architecture"];
  readonly sparsity: number;
  readonly kernels: readonly (KernelSpec | "float16" | "signs")[];
  readonly seed: number;
}

function caseOf({ architecture, sparsity, kernels, seed }: CaseSpec): Case {
  const random = new Random(1000 + seed);
  const specs = kernels.map((kernel) => (typeof kernel === "string" ? ({ kind: "float32" } as const) : kernel));
  const made = madeNetwork({ architecture, kernels: specs, sparsity, seed });
  const layers = made.layers.map((layer, i) => rounded(layer, kernels[i] ?? kernels.at(-1)));
  const network = { ...made, layers, ...normalizationOf(made, seed, random) };
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  const content = { network, madeFrom: seed % 2 ? digest : "a network", provenance: { seed, text: "é" } };
  const file = encodeContainer(content, OPTIONS[seed % OPTIONS.length]);
  const rows = madeRows(ROWS, architecture.inputs, seed);
  // The last row is zeros: an int8 kernel has a step of its own for it.
  rows.fill(0, (ROWS - 1) * architecture.inputs);
  return { name: `case-${seed}`, file, network: decodeContainer(file, "case").network, rows };
}

/** The layer with its float32 kernel in what float16 holds, or with one magnitude a row. */
function rounded(layer: QuantizedLayer, kernel: KernelSpec | "float16" | "signs" | undefined): QuantizedLayer {
  if (typeof kernel !== "string" || layer.kernel.kind !== "float32") return layer;
  const magnitude = (place: number) => 0.1 + 0.01 * Math.floor(place / layer.inputs);
  const weights = layer.kernel.weights.map((weight, place) =>
    kernel === "float16" ? float16Value(float16Bits(weight)) : Math.sign(weight) * magnitude(place),
  );
  return { ...layer, kernel: { kind: "float32", weights } };
}

/** Each kind of normalization in turn, and features by their places where there are enough of them. */
function normalizationOf(made: QuantizedNetwork, seed: number, random: Random) {
  const { inputs } = made.architecture;
  const zeros = new Float32Array(inputs);
  const normalization = [
    made.normalization,
    { scale: zeros.map(() => 1), offset: zeros },
    { scale: zeros.map(() => 2 ** Math.round(2 * random.normal())), offset: zeros },
  ][seed % 3];
  if (seed % 4 === 0) return { normalization };
  const places = random.shuffle(COMPARE2016_NAMES.map((_, place) => place));
  const chosen = places.slice(0, inputs).sort((a, b) => a - b);
  return { normalization, features: chosen.map((place) => COMPARE2016_NAMES[place]) };
}

/** Scale, offset, then biases and weights of each layer, one after the other. */
function arraysOf({ normalization, layers }: QuantizedNetwork): Float32Array {
  const arrays = [normalization.scale, normalization.offset];
  for (const { bias, kernel } of layers) arrays.push(bias, denseWeights(kernel));
  return Float32Array.from(arrays.flatMap((array) => [...array]));
}

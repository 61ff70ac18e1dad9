import "../engine/allow-relaxed-simd.ts";
import { constants, gzipSync, inflateRawSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { crc32 } from "../../src/core/crc32.ts";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { decodeContainer, encodeContainer } from "../../src/formats/container/container-file.ts";
import { HEADER_BYTES } from "../../src/formats/container/container-sections.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { loadNetwork } from "../../src/runtime/load-network.ts";
import { emptyLayer, rawContainer } from "../formats/hostile-containers.ts";
import { bundled } from "./bundle.ts";
import { madeNetwork, madeRows } from "./made-networks.ts";

const architecture = { inputs: 90, hidden: [40, 30], classes: 3 };
const network = madeNetwork({ architecture, kernels: [{ kind: "codebook", entries: 16 }], sparsity: 0.9, seed: 1 });
const file = { network, madeFrom: `sha256:${"0123456789abcdef".repeat(4)}`, provenance: { tool: "test", seed: 1 } };
const bytes = encodeContainer(file);
const SPECS = [
  { kind: "codebook", entries: 16 },
  { kind: "codebook", entries: 100 },
  { kind: "int8" },
  { kind: "float32" },
] as const;

/** Deno's: a stream without its end is no error, bytes behind it are. */
class LenientInflater extends TransformStream<Uint8Array, Uint8Array> {
  constructor() {
    const parts: Uint8Array[] = [];
    super({
      transform: (part) => void parts.push(part),
      flush(controller) {
        const packed = Buffer.concat(parts);
        const inflated = inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, info: true }) as unknown as {
          readonly buffer: Buffer;
          readonly engine: { readonly bytesWritten: number };
        };
        if (inflated.engine.bytesWritten < packed.length) throw new Error("failed to write whole buffer");
        if (inflated.buffer.length > 0) controller.enqueue(inflated.buffer);
      },
    });
  }
}

describe("loadNetwork", () => {
  it("gives names, origin, and memory", async () => {
    const loaded = await loadNetwork(bytes);
    const { features, classes } = network;
    expect(loaded).toMatchObject({ features, classes, madeFrom: file.madeFrom, provenance: file.provenance });
    expect(loaded.memoryBytes.network).toBeGreaterThan(0);
    expect(loaded.memoryBytes.activations).toBeGreaterThan(4 * 90);
  });

  it("reads a Buffer, and a view in the middle of other bytes", async () => {
    const values = madeRows(2, 90, 1);
    const expected = (await loadNetwork(bytes)).predict(values);
    const padded = new Uint8Array(bytes.length + 14);
    padded.set(bytes, 7);
    for (const same of [Buffer.from(bytes), padded.subarray(7, 7 + bytes.length)])
      expect((await loadNetwork(same)).predict(values)).toEqual(expected);
  });

  it("knows features of ComParE 2016 by their places", async () => {
    const features = COMPARE2016_NAMES.slice(100, 190);
    const loaded = await loadNetwork(encodeContainer({ ...file, network: { ...network, features } }));
    expect(loaded.features).toEqual(features);
  });

  it.each(["float32", "float16", "int8"] as const)(
    "predicts as the decoded network does: biases in %s",
    async (biases) => {
      const bytes = encodeContainer(file, { biases, codebooks: "float16" });
      const { network: decoded } = decodeContainer(bytes, "test");
      const values = madeRows(20, 90, 2);
      const expected = predictQuantized(decoded, values);
      const found = (await loadNetwork(bytes)).predict(values);
      found.forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThan(1e-5);
      });
    },
  );

  it("predicts as the decoded network does: no normalization, and powers of two from 2⁻¹²⁸ to 2¹²⁷", async () => {
    for (const exponents of [[0], [-128, -20, 0, 3, 20], [127]]) {
      const scale = Float32Array.from({ length: 90 }, (_, i) => 2 ** exponents[i % exponents.length]);
      const normalization = { scale, offset: new Float32Array(90) };
      const values = madeRows(5, 90, 3).map((value, i) => value / 16 / scale[i % 90]);
      const expected = predictQuantized({ ...network, normalization }, values);
      const loaded = await loadNetwork(encodeContainer({ ...file, network: { ...network, normalization } }));
      loaded.predict(values).forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThan(1e-5);
      });
    }
  });

  it.each(SPECS)("gives a row the same bits in both builds, whatever ran before and beside it: $kind", async (spec) => {
    const bytes = encodeContainer({
      ...file,
      network: madeNetwork({ architecture, kernels: [spec], sparsity: 0.9, seed: 2 }),
    });
    const plain = await loadNetwork(bytes, { kernels: "wasm-simd" });
    const relaxed = await loadNetwork(bytes, { kernels: "wasm-relaxed-simd" });
    const values = madeRows(40, 90, 5);
    const together = plain.predict(values);
    relaxed.predict(values);
    for (let row = 0; row < 40; row++) {
      const one = values.subarray(90 * row, 90 * (row + 1));
      expect(plain.predict(one)).toEqual(together.slice(3 * row, 3 * (row + 1)));
      expect(relaxed.predict(one)).toEqual(together.slice(3 * row, 3 * (row + 1)));
    }
    expect(plain.predict(new Float32Array())).toEqual(new Float32Array());
  });

  it.each([0.9, 0.95, 0.98, 0.99, 0.999])(
    "keeps a codebook network in at most 1.3 times its container: 2000-1300-900-2 at sparsity %s",
    async (sparsity) => {
      const architecture = { inputs: 2000, hidden: [1300, 900], classes: 2 };
      const kernels = [{ kind: "codebook", entries: 16 }] as const;
      const bytes = encodeContainer({ ...file, network: madeNetwork({ architecture, kernels, sparsity, seed: 1 }) });
      const { memoryBytes } = await loadNetwork(bytes);
      expect(memoryBytes.network / bytes.length).toBeLessThanOrEqual(1.3);
    },
  );

  it("keeps a network of 8,700 survivors in at most 1.3 times its container of 15 KB", async () => {
    const random = new Random(1);
    const features = COMPARE2016_NAMES.filter(() => random.uniform() < 1643 / 6373);
    const architecture = { inputs: features.length, hidden: [330, 123], classes: 7 };
    const kernels = [{ kind: "codebook", entries: 16 }] as const;
    const scale = Float32Array.from(features, () => 2 ** Math.round(4 * random.normal()));
    const normalization = { scale, offset: new Float32Array(features.length) };
    const network = { ...madeNetwork({ architecture, kernels, sparsity: 0.985, seed: 1 }), features, normalization };
    const bytes = encodeContainer({ ...file, network }, { biases: "int8", codebooks: "float16" });
    const { memoryBytes } = await loadNetwork(bytes);
    expect(bytes.length).toBeLessThan(15_500);
    expect(memoryBytes.network / bytes.length).toBeLessThanOrEqual(1.3);
    expect(memoryBytes.activations).toBeLessThan(30_000);
  });

  it.each([
    ["no hidden layer", [], 0.5],
    ["12 neurons", [12], 0.85],
    ["16 neurons, dense", [16], 0],
    ["100 neurons, dense", [100], 0],
  ] as const)("keeps a network in at most 1.3 times its container: 3000 inputs, %s", async (_, hidden, sparsity) => {
    const random = new Random(1);
    const features = COMPARE2016_NAMES.slice(0, 3000);
    const kernels = [{ kind: "codebook", entries: 16 }] as const;
    const made = madeNetwork({ architecture: { inputs: 3000, hidden, classes: 2 }, kernels, sparsity, seed: 1 });
    const scale = Float32Array.from(features, () => 2 ** Math.round(3 * random.normal()));
    const network = { ...made, features, normalization: { scale, offset: new Float32Array(3000) } };
    const bytes = encodeContainer({ ...file, network }, { biases: "int8", codebooks: "float16" });
    const loaded = await loadNetwork(bytes);
    expect(loaded.memoryBytes.network / bytes.length).toBeLessThanOrEqual(1.3);
    const values = madeRows(9, 3000, 1).map((value, i) => value / scale[i % 3000]);
    const expected = predictQuantized(decodeContainer(bytes, "test").network, values);
    loaded.predict(values).forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(1e-5);
    });
  });
});

describe("the bundle of the runtime", () => {
  it("is one module without imports, at most 30 kB gzipped with its WebAssembly", async () => {
    const code = await bundled("src/runtime/index.ts");
    expect(code).not.toMatch(/\bimport\b[^(.]/);
    expect(code).toContain("loadNetwork");
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(30_000);
  });
});

describe("loadNetwork refuses", () => {
  const refusal = async (broken: Uint8Array) => {
    try {
      const loaded = await loadNetwork(broken, { name: "test" });
      loaded.predict(new Float32Array(5 * loaded.features.length).fill(0.5));
      return null;
    } catch (error) {
      return error as Error;
    }
  };
  /** What `decodeContainer` throws. */
  const expectedRefusal = (broken: Uint8Array) => {
    try {
      decodeContainer(broken, "test");
      return null;
    } catch (error) {
      return error as Error;
    }
  };
  it("every truncation and every changed byte, in decodeContainer's words", async () => {
    for (let length = 0; length < bytes.length; length += 7) {
      const cut = bytes.slice(0, length);
      const error = await refusal(cut);
      expect(error).toBeInstanceOf(FormatError);
      expect(error?.message).toBe(expectedRefusal(cut)?.message);
    }
    for (let at = 0; at < bytes.length; at += 11) {
      const changed = bytes.slice();
      changed[at] = changed[at] ^ 0x20;
      expect((await refusal(changed))?.message).toBe(expectedRefusal(changed)?.message);
    }
  });

  it("or survives 400 mutations whose checksum was made right again, as decodeContainer does", async () => {
    const random = new Random(3);
    for (let round = 0; round < 400; round++) {
      const mutant = bytes.slice();
      const at = HEADER_BYTES - 8 + Math.floor((bytes.length - HEADER_BYTES + 8) * random.uniform());
      mutant[at] = Math.floor(256 * random.uniform());
      new DataView(mutant.buffer).setUint32(16, 0);
      new DataView(mutant.buffer).setUint32(16, crc32(mutant), true);
      const [error, expected] = [await refusal(mutant), expectedRefusal(mutant)];
      if (error) expect(error).toBeInstanceOf(FormatError);
      // The platform's inflater refuses what fflate takes for other JSON.
      if (!error?.message.includes("does not inflate")) expect(error?.message, `byte ${at}`).toBe(expected?.message);
    }
  });

  it("loads where the platform's inflater passes over a cut stream, as Deno's does, and refuses what follows the end", async () => {
    vi.stubGlobal("DecompressionStream", LenientInflater);
    try {
      const values = madeRows(2, 90, 1);
      const network = await loadNetwork(bytes);
      expect(network.predict(values)).toHaveLength(6);
      const broken = rawContainer({ hidden: [2], layer: emptyLayer, junk: [0] });
      await expect(loadNetwork(broken)).rejects.toThrow("does not inflate: failed to write whole buffer");
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it.each([
    ["one byte after the compressed metadata", { junk: [0] }, "bytes follow the end|Trailing junk"],
    ["a second stream there", { junk: [3, 0, 3, 0] }, "bytes follow the end|Trailing junk"],
    [
      "metadata longer than they say",
      { lengthError: -1 },
      "more than \\d+ bytes come out|inflates to \\d+ bytes, expected",
    ],
    ["metadata shorter than they say", { lengthError: 1 }, "inflates to \\d+ bytes, expected"],
  ])("%s, as decodeContainer does", async (_, fault, reason) => {
    const broken = rawContainer({ hidden: [2], layer: emptyLayer, ...fault });
    for (const error of [await refusal(broken), expectedRefusal(broken)]) {
      expect(error).toBeInstanceOf(FormatError);
      expect(error?.message).toMatch(new RegExp(reason));
    }
  });

  it("rows that are not whole, and features that are not finite, by name", async () => {
    const loaded = await loadNetwork(bytes);
    expect(() => loaded.predict(new Float32Array(91))).toThrow("predict: 91 numbers are no whole rows of 90 features");
    for (const [rows, broken] of [
      [3, Number.NaN],
      [20, Number.POSITIVE_INFINITY],
    ] as const) {
      const values = madeRows(rows, 90, 1);
      values[90 + 89] = broken;
      const message = `predict: feature 89 of row 1 is ${broken}; all features must be finite`;
      expect(() => loaded.predict(values)).toThrow(message);
    }
    expect(loaded.predict(madeRows(1, 90, 2))).toEqual((await loadNetwork(bytes)).predict(madeRows(1, 90, 2)));
  });
});

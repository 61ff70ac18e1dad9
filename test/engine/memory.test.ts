import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { wasm } from "../../src/core/wasm-instance.ts";
import { planMemory } from "../../src/engine/assembly/memory-plan.ts";
import { maskPanels, packMaskInto, packPanelsInto, padded, unpackPanels } from "../../src/engine/assembly/panels.ts";
import { RegionAllocator } from "../../src/engine/assembly/region-allocator.ts";
import { createEngine } from "../../src/engine/create-engine.ts";
import { countParameters, MODEL_NAMES, paperArchitecture } from "../../src/network/architecture.ts";
import { initializeNetwork } from "../../src/network/network.ts";

describe("the memory plan", () => {
  it.each(MODEL_NAMES)("of model %s's training takes at most 1.15 times weights and moments", (model) => {
    const architecture = paperArchitecture(model, 6373, 2);
    const { bytes } = planMemory(architecture, { batchSize: 32, trainable: true }, 0);
    expect(bytes / (countParameters(architecture).kernels * 12)).toBeLessThan(1.15);
  });

  it("of a network that is only run takes at most 1.05 times its weights", () => {
    const architecture = paperArchitecture("A", 6373, 2);
    const { bytes } = planMemory(architecture, { batchSize: 32, trainable: false }, 0);
    expect(bytes / (countParameters(architecture).kernels * 4)).toBeLessThan(1.05);
  });
});

describe("regions of memory", () => {
  it("never overlap and are all given back, over 2000 random calls", () => {
    const random = new Random(1);
    const memory = new wasm.Memory({ initial: 1, maximum: 1000, shared: true });
    const allocator = new RegionAllocator(memory, 1000 * 65536);
    const live: { address: number; bytes: number }[] = [];
    for (let call = 0; call < 2000; call++) {
      if (random.uniform() < 0.5 && live.length > 0) {
        const [{ address, bytes }] = live.splice(random.integer(live.length), 1);
        allocator.free(address, bytes);
      } else {
        const bytes = 1 + random.integer(50_000);
        const address = allocator.allocate(bytes);
        expect(address % 64).toBe(0);
        expect(address).toBeGreaterThan(0);
        expect(address + bytes).toBeLessThanOrEqual(memory.buffer.byteLength);
        expect(
          live.filter((other) => address < other.address + other.bytes && other.address < address + bytes),
        ).toEqual([]);
        live.push({ address, bytes });
      }
    }
    for (const { address, bytes } of live) allocator.free(address, bytes);
    const size = memory.buffer.byteLength;
    expect(allocator.allocate(size - 64)).toBe(64);
    expect(memory.buffer.byteLength).toBe(size);
  });
});

describe("panels", () => {
  const SHAPES = [1, 7, 8, 9, 23].flatMap((inputs) => [1, 8, 13].map((outputs) => ({ inputs, outputs })));

  it.each(SHAPES)("give back the weights that were packed, $inputs × $outputs", (shape) => {
    const weights = randomWeights(shape.inputs * shape.outputs);
    const panels = new Float32Array(padded(shape.inputs) * padded(shape.outputs)).fill(NaN);
    packPanelsInto(panels, weights, shape);
    expect(unpackPanels(panels, shape)).toEqual(weights);
    expect(panels.filter((weight) => weight !== 0).length).toBe(weights.length);
  });

  it.each(SHAPES)("are masked as row-major weights are, $inputs × $outputs", (shape) => {
    const weights = randomWeights(shape.inputs * shape.outputs);
    const mask = Uint8Array.from(randomWeights(weights.length), (value) => (value > 0 ? 1 : 0));
    const panels = new Float32Array(padded(shape.inputs) * padded(shape.outputs));
    const bits = new Uint8Array(panels.length / 8);
    packPanelsInto(panels, weights, shape);
    packMaskInto(bits, mask, shape);
    maskPanels(panels, bits);
    expect(unpackPanels(panels, shape)).toEqual(weights.map((weight, at) => weight * mask[at]));
  });
});

describe("an engine's memory", () => {
  const network = initializeNetwork({ inputs: 1000, hidden: [1000], classes: 2 }, [], [], new Random(1));

  it("is used again after a release, and zeroed: 1 GiB of networks through 32 MiB", async () => {
    const engine = await createEngine({ threads: 1, memoryLimitMiB: 32 });
    for (let round = 0; round < 70; round++) {
      const resident = engine.load(network, { batchSize: 32, trainable: true });
      if (round === 69)
        expect((await resident.readMoments()).layers[0].weights.second.every((moment) => moment === 0)).toBe(true);
      resident.writeMoments(onesAsMoments());
      resident.release();
      resident.release();
    }
    await engine.close();
  });

  it("that cannot be had is refused before training starts, with the size that is needed and what to do", async () => {
    const engine = await createEngine({ threads: 1, memoryLimitMiB: 10 });
    const load = () => engine.load(network, { batchSize: 32, trainable: true });
    expect(load).toThrow(UserError);
    expect(load).toThrow(/needs 1[3-9] MiB of memory, and 10 MiB can be had at most; take a smaller model/);
    await engine.close();
  });

  function onesAsMoments() {
    const ones = (length: number) => ({
      first: new Float32Array(length).fill(1),
      second: new Float32Array(length).fill(1),
    });
    return {
      gamma: ones(1000),
      beta: ones(1000),
      layers: network.layers.map(({ weights, bias }) => ({ weights: ones(weights.length), bias: ones(bias.length) })),
    };
  }
});

function randomWeights(length: number): Float32Array {
  const random = new Random(length);
  return new Float32Array(length).map(() => random.normal());
}

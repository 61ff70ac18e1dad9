import "./allow-relaxed-simd.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { wasm } from "../../src/core/wasm-instance.ts";
import { compileKernels, type WasmKind } from "../../src/engine/assembly/kernel-module.ts";

type Kernel = (...callArguments: number[]) => void;

describe.each<WasmKind>(["wasm-simd", "wasm-relaxed-simd"])("kernels of %s", (kind) => {
  const memory = new wasm.Memory({ initial: 64, maximum: 64, shared: true });
  let kernels: Record<string, Kernel>;
  beforeAll(async () => {
    const module = await compileKernels(kind);
    kernels = new wasm.Instance(module, { env: { memory } }).exports as Record<string, Kernel>;
  });
  const floats = (address: number, length: number) => new Float32Array(memory.buffer, address, length);

  /** The sigmoid kernel at eight numbers: with weights of zero, a layer's sums are its biases. */
  function sigmoids(numbers: readonly number[]): number[] {
    const [y, x, w, bias, yPairs] = [4096, 8192, 12288, 16384, 20480];
    for (const address of [x, w]) floats(address, 24 * 24).fill(0);
    floats(bias, 8).set(numbers);
    kernels.f32_dense_sigmoid_2x24_panel(0, 1, y, x, w, bias, 24, 4, 24, 24, yPairs);
    return Array.from(floats(y, 8));
  }

  it("give the sigmoid with relative error < 4e-7 from −80 to 80", () => {
    let worst = 0;
    for (let from = -80; from < 80; from += 0.01) {
      const numbers = Array.from({ length: 8 }, (_, at) => Math.fround(from + at * 0.00125));
      for (const [at, value] of sigmoids(numbers).entries()) {
        const expected = 1 / (1 + Math.exp(-numbers[at]));
        worst = Math.max(worst, Math.abs(value - expected) / expected);
      }
    }
    expect(worst).toBeLessThan(4e-7);
  });

  it("give sigmoids of exactly 0.5 at 0, and finite, monotone ones far outside", () => {
    const values = sigmoids([-Infinity, -1000, -88, 0, 20, 88, 1000, Infinity]);
    expect(values[3]).toBe(0.5);
    expect(values.slice(0, 3).every((value) => value > 0 && value < 2e-38)).toBe(true);
    expect(values.slice(5)).toEqual([1, 1, 1]);
  });

  it("let Adam's first moment decay to under 1e-36 and never to a subnormal number", () => {
    const [w, m, v, gradient, adam] = [4096, 8192, 12288, 16384, 64];
    floats(m, 8).fill(-1e-3);
    for (const address of [w, v, gradient]) floats(address, 8).fill(0);
    floats(v, 8).fill(1);
    floats(adam, 4).set([1e-3, 0.1, 0.001, 1e-7]);
    const LEAST_NORMAL = 2 ** -126;
    const reached: number[] = [];
    for (let step = 0; step < 1000; step++) {
      kernels.f32_adam_8(0, 1, w, m, v, gradient, adam);
      reached.push(floats(m, 8)[0]);
    }
    expect(reached.every((moment) => moment === 0 || moment <= -LEAST_NORMAL)).toBe(true);
    expect(Math.abs(reached.at(-1) as number)).toBeLessThan(1e-36);
  });

  it("pass NaN on", () => {
    expect(sigmoids([NaN, 0, 0, 0, 0, 0, 0, 0])[0]).toBeNaN();
  });
});

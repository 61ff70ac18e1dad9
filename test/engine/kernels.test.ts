import "./allow-relaxed-simd.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { wasm } from "../../src/core/wasm-instance.ts";
import { activationArguments } from "../../src/engine/assembly/activation-arguments.ts";
import { compileKernels, type WasmKind } from "../../src/engine/assembly/kernel-module.ts";
import { type Activation, activationFunction, SIGMOID } from "../../src/network/activation.ts";

type Kernel = (...callArguments: number[]) => void;

describe.each<WasmKind>(["wasm-simd", "wasm-relaxed-simd"])("kernels of %s", (kind) => {
  const memory = new wasm.Memory({ initial: 64, maximum: 64, shared: true });
  let kernels: Record<string, Kernel>;
  beforeAll(async () => {
    const module = await compileKernels(kind);
    kernels = new wasm.Instance(module, { env: { memory } }).exports as Record<string, Kernel>;
  });
  const floats = (address: number, length: number) => new Float32Array(memory.buffer, address, length);

  /** An activation and its derivative at eight numbers: with weights of zero, a layer's sums are its biases. */
  function activationAt(numbers: readonly number[], activation: Activation) {
    const [y, x, w, bias, yPairs, derivative, scratch] = [4096, 8192, 12288, 16384, 20480, 24576, 28672];
    for (const address of [x, w]) floats(address, 24 * 24).fill(0);
    floats(bias, 24).fill(0);
    floats(bias, 8).set(numbers);
    const sums = [0, 1, y, x, w, bias, 24, 4, 24, 24, yPairs, ...activationArguments(activation)];
    kernels.f32_dense_activation_2x24_panel(...sums);
    const values = Array.from(floats(y, 8));
    kernels.f32_dense_activation_train_2x24_panel(...sums, derivative, scratch, 0, 4);
    expect(Array.from(floats(y, 8))).toEqual(values);
    // [O][stride]
    const derivatives = numbers.map((_, o) => floats(derivative, 96)[4 * o]);
    return { values, derivatives };
  }

  const sigmoids = (numbers: readonly number[]) => activationAt(numbers, SIGMOID).values;

  it("give sigmoids of exactly 0.5 at 0, and finite, monotone ones far outside", () => {
    const values = sigmoids([-Infinity, -1000, -88, 0, 20, 88, 1000, Infinity]);
    expect(values[3]).toBe(0.5);
    expect(values.slice(0, 3).every((value) => value > 0 && value < 2e-38)).toBe(true);
    expect(values.slice(5)).toEqual([1, 1, 1]);
  });

  it.each<{ activation: Activation; from: number; relative: number; derivative: number }>([
    { activation: SIGMOID, from: -80, relative: 4e-7, derivative: 2e-7 },
    { activation: { kind: "tanh" }, from: -80, relative: 4e-7, derivative: 4e-7 },
    { activation: { kind: "relu" }, from: -80, relative: 0, derivative: 0 },
    { activation: { kind: "leaky-relu", slope: Math.fround(0.2) }, from: -80, relative: 6e-8, derivative: 0 },
    { activation: { kind: "leaky-relu", slope: -1.5 }, from: -80, relative: 6e-8, derivative: 0 },
    { activation: { kind: "gelu" }, from: -3, relative: 6e-7, derivative: 4e-7 },
  ])(
    "give $activation with relative error < $relative from $from to 80, its derivative within $derivative",
    ({ activation, from, relative, derivative }) => {
      const exact = activationFunction(activation);
      const worst = { value: 0, derivative: 0 };
      for (let start = from; start < 80; start += 0.03) {
        const numbers = Array.from({ length: 8 }, (_, at) => Math.fround(start + at * 0.00375));
        const { values, derivatives } = activationAt(numbers, activation);
        for (const [at, x] of numbers.entries()) {
          const y = exact.value(x);
          if (y !== values[at]) worst.value = Math.max(worst.value, Math.abs((values[at] - y) / y));
          worst.derivative = Math.max(worst.derivative, Math.abs(derivatives[at] - exact.derivative(x, y)));
        }
      }
      expect(worst.value).toBeLessThanOrEqual(relative);
      expect(worst.derivative).toBeLessThanOrEqual(derivative);
    },
  );

  it("give tanh with relative error < 4e-7 near 0, where it is x, and GELU x / 2", () => {
    const numbers = [-0.3, -1e-2, -1e-4, -1e-20, 1e-20, 1e-4, 1e-2, 0.3].map(Math.fround);
    for (const kind of ["tanh", "gelu"] as const) {
      const exact = activationFunction({ kind });
      for (const [at, value] of activationAt(numbers, { kind }).values.entries())
        expect(Math.abs(value / exact.value(numbers[at]) - 1)).toBeLessThan(4e-7);
    }
    expect(activationAt(Array(8).fill(0), { kind: "tanh" }).values).toEqual(Array(8).fill(0));
  });

  it("give GELU within 2e-8 below −3, and 0 where the normal distribution has nothing left", () => {
    const { value } = activationFunction({ kind: "gelu" });
    for (let x = -20; x < -3; x += 0.01) {
      const [actual] = activationAt(Array(8).fill(Math.fround(x)), { kind: "gelu" }).values;
      expect(Math.abs(actual - value(Math.fround(x)))).toBeLessThan(2e-8);
    }
    const far = activationAt([-1e30, -1000, -14, 0, 14, 1000, 1e10, 1e18], { kind: "gelu" });
    expect(far.values.map(Math.abs)).toEqual([0, 0, 0, 0, 14, 1000, 1e10, 1e18].map(Math.fround));
    expect(far.derivatives.map((each) => Math.abs(Number(each.toFixed(6))))).toEqual([0, 0, 0, 0.5, 1, 1, 1, 1]);
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
    expect(Math.abs(reached.at(-1))).toBeLessThan(1e-36);
  });

  it.each(["sigmoid", "tanh", "relu", "gelu"] as const)("pass NaN on in %s", (kind) => {
    expect(activationAt([NaN, 0, 0, 0, 0, 0, 0, 0], { kind }).values[0]).toBeNaN();
  });
});

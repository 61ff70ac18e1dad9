import { describe, expect, it } from "vitest";
import { BOARDS, type Board, band, MICROPHONE } from "../../src/device/boards.ts";
import { boardEnergy, networkMicrojoules } from "../../src/device/energy.ts";

const BOARD: Board = {
  name: "b",
  core: "Cortex-M4F",
  regulator: "LDO",
  clockMegahertz: 50,
  nanojoulesPerCycle: { low: 0.1, high: 0.2 },
  cyclesPerInstruction: { low: 1, high: 2 },
  source: "invented",
};

describe("boardEnergy", () => {
  it("is instructions by cycles by energy per cycle, and the microphone's time", () => {
    // 5 M instructions a second for 4 s: 20 M; 20 M · 1 · 0.1 nJ = 2 mJ, 20 M · 2 · 0.2 nJ = 8 mJ
    const energy = boardEnergy({ instructionsPerSecond: 5e6, seconds: 4 }, BOARD);
    expect(energy.instructions).toBe(20e6);
    expect(energy.coreMillijoules.low).toBeCloseTo(2, 12);
    expect(energy.coreMillijoules.high).toBeCloseTo(8, 12);
    expect(energy.microphoneMillijoules).toEqual({
      low: 4 * MICROPHONE.milliwatts.low,
      high: 4 * MICROPHONE.milliwatts.high,
    });
    expect(energy.totalMillijoules.high).toBeCloseTo(8 + 6, 12);
    // 5 M · 1 and 5 M · 2 cycles of 50 M
    expect(energy.busyShare.low).toBeCloseTo(0.1, 12);
    expect(energy.busyShare.high).toBeCloseTo(0.2, 12);
  });

  it("takes cycles per instruction that somebody has measured instead of the band", () => {
    const energy = boardEnergy({ instructionsPerSecond: 5e6, seconds: 4 }, BOARD, band(1.5));
    expect(energy.coreMillijoules.low).toBeCloseTo(3, 12);
    expect(energy.coreMillijoules.high).toBeCloseTo(6, 12);
  });

  it("of 141 million instructions on an nRF52840 at 1.5 cycles each is 33 mJ, as by hand", () => {
    const [nordic] = BOARDS;
    const energy = boardEnergy({ instructionsPerSecond: 141e6 / 4, seconds: 4 }, nordic, band(1.5));
    expect(energy.coreMillijoules.low).toBeCloseTo(32.8, 1);
  });
});

describe("the boards", () => {
  it("have a source each, bands in order, and clocks and energies of microcontrollers", () => {
    for (const { source, nanojoulesPerCycle, cyclesPerInstruction, clockMegahertz } of BOARDS) {
      expect(source.length).toBeGreaterThan(10);
      for (const { low, high } of [nanojoulesPerCycle, cyclesPerInstruction]) expect(low).toBeLessThanOrEqual(high);
      expect(clockMegahertz).toBeGreaterThanOrEqual(16);
    }
    expect(new Set(BOARDS.map(({ name }) => name)).size).toBe(BOARDS.length);
  });
});

describe("networkMicrojoules", () => {
  it("of model A is its weights from DRAM and their products", () => {
    const weights = 39_122_664;
    const { low, high } = networkMicrojoules({ bytes: 4 * weights, products: weights, arithmetic: "float32" });
    expect(low).toBeCloseTo((4 * weights * 162.5 + weights * 4.6) * 1e-6, 6);
    expect(high).toBeCloseTo((4 * weights * 325 + weights * 4.6) * 1e-6, 6);
  });

  it("takes the nearest memory that holds the network, and never less for a larger one", () => {
    const of = (bytes: number) => networkMicrojoules({ bytes, products: 0, arithmetic: "int8" }).high;
    expect(of(8192)).toBeCloseTo(8192 * 1.25e-6, 12);
    expect(of(8193)).toBeCloseTo(8193 * 2.5e-6, 12);
    for (let bytes = 100, before = 0; bytes < 1e9; bytes *= 3) {
      expect(of(bytes)).toBeGreaterThan(before);
      before = of(bytes);
    }
  });
});

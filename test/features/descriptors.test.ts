import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { KernelMemory } from "../../src/features/assembly/kernel-memory.ts";
import { equalLoudness } from "../../src/features/compare2016/auditory.ts";
import { frameCount, gaussianWindow, geometryAt, hammingWindow } from "../../src/features/compare2016/geometry.ts";
import { MelBands, melBankAt } from "../../src/features/compare2016/mel.ts";
import { mfccInto } from "../../src/features/compare2016/mfcc.ts";
import { parabolaThrough } from "../../src/features/compare2016/parabola.ts";
import { RastaFilter } from "../../src/features/compare2016/rasta.ts";
import { expSingle, lnSingle } from "../../src/features/compare2016/single-precision.ts";
import { SPECTRAL_NAMES, SpectralShape, spectralTablesAt } from "../../src/features/compare2016/spectral.ts";
import { zeroCrossingRate, zeroCrossingRatesInto } from "../../src/features/compare2016/zero-crossings.ts";
import { melBands, spectralShape } from "../../src/features/reference/short-frame.ts";

describe("frames", () => {
  it("have the published sizes at 16 kHz, 8 kHz and 44.1 kHz", () => {
    const sizes = [16_000, 8000, 44_100].map((rate) => {
      const { hopLength, long, short } = geometryAt(rate);
      return [hopLength, long.frameLength, long.fftLength, short.frameLength, short.fftLength];
    });
    expect(sizes).toEqual([
      [160, 960, 1024, 320, 512],
      [80, 480, 512, 160, 256],
      [441, 2646, 4096, 882, 1024],
    ]);
    expect(geometryAt(16_000).short.binHz).toBe(31.25);
  });

  it("are counted only where they are complete", () => {
    const { long, hopLength } = geometryAt(16_000);
    expect([0, 959, 960, 1119, 1120].map((n) => frameCount(n, long, hopLength))).toEqual([0, 0, 1, 1, 2]);
  });

  it("have windows of the check values A.7", () => {
    expect(hammingWindow(320)[100]).toBeCloseTo(0.718646875, 7);
    expect(gaussianWindow(960)[0]).toBeCloseTo(0.0439369336, 8);
    expect(gaussianWindow(960)[300]).toBeCloseTo(0.645372905, 7);
  });
});

describe("lnSingle and expSingle", () => {
  it("are within one unit in the last place of the exact value for 200000 arguments", () => {
    const random = new Random(1);
    let [worstLn, worstExp] = [0, 0];
    for (let i = 0; i < 100_000; i++) {
      const x = Math.fround(2 ** (100 * random.uniform() - 50));
      const y = Math.fround(60 * random.uniform() - 30);
      worstLn = Math.max(worstLn, Math.abs(lnSingle(x) / Math.log(x) - 1));
      worstExp = Math.max(worstExp, Math.abs(expSingle(y) / Math.exp(y) - 1));
    }
    expect(worstLn).toBeLessThanOrEqual(2 ** -23);
    expect(worstExp).toBeLessThanOrEqual(2 ** -23);
  });

  it("are exact at 1 and 0", () => {
    expect([lnSingle(1), expSingle(0)]).toEqual([0, 1]);
  });
});

describe("zeroCrossingRate", () => {
  it("is one change per half period, and (L-2)/L for silence", () => {
    const alternating = Float32Array.from({ length: 960 }, (_, n) => (Math.floor(n / 10) % 2 === 0 ? 1 : -1));
    expect(zeroCrossingRate(alternating, 0, 960)).toBe(95 / 960);
    expect(zeroCrossingRate(new Float32Array(960), 0, 960)).toBe(958 / 960);
  });
});

/** The rates of overlapping frames, each counted anew. */
function ratesOneByOne(samples: Float32Array, hop: number, length: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, frame) => zeroCrossingRate(samples, frame * hop, length));
}

describe("zeroCrossingRatesInto", () => {
  it("gives what each frame gives alone, for lengths that are whole hops or not", () => {
    const random = new Random(3);
    const samples = Float32Array.from({ length: 5000 }, () => Math.round(3 * random.normal()));
    for (const [hop, length] of [
      [160, 960],
      [221, 1323],
      [80, 480],
    ] as const) {
      const rates = new Float32Array(15);
      zeroCrossingRatesInto(rates, samples, hop, length, 15);
      expect(rates).toEqual(ratesOneByOne(samples, hop, length, 15));
    }
  });
});

describe("mel bands", () => {
  const bank = melBankAt(31.25, 257);
  const memory = new KernelMemory();
  const region = memory.floats(257);
  const vectors = new MelBands(memory, region, bank);

  it("of vectors have the bits of the plain version for 20 random spectra, also at 8 and 44.1 kHz", () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed);
      const [binHz, bins] = [[31.25, 257] as const, [31.25, 129] as const, [43.06640625, 513] as const][seed % 3] as [
        number,
        number,
      ];
      const other = melBankAt(binHz, bins);
      const power = memory.floats(Float32Array.from({ length: bins }, () => random.uniform() ** 4));
      const bands = new MelBands(memory, power, other);
      bands.sum();
      expect([...bands.energies]).toEqual([...melBands(power, other)]);
    }
  });

  it("have the centres of table A.2 to six digits", () => {
    expect(bank.centersHz[0]).toBeCloseTo(89.611534, 4);
    expect(bank.centersHz[25]).toBeCloseTo(7233.0137, 2);
  });

  it("have the bins and weights of table A.4", () => {
    const runs = [1, 3, 2, 3, 4, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 10, 12, 13, 14, 16, 17, 18, 21, 22, 24];
    const counts = new Map<number, number>();
    for (let bin = 2; bin <= 255; bin++) counts.set(bank.lowerBand[bin], (counts.get(bank.lowerBand[bin]) ?? 0) + 1);
    expect([...counts.keys()]).toEqual(runs.map((_, i) => i - 1));
    expect([...counts.values()]).toEqual(runs);
    const weights = [0.378574401, 0.943358302, 0.524950266, 0.122099988, 0.733691931];
    weights.forEach((weight, i) => {
      expect(bank.lowerWeight[2 + i]).toBeCloseTo(weight, 8);
    });
  });

  it("share the energy of each bin between the peaks without loss", () => {
    for (let bin = 10; bin < 230; bin += 7) {
      region.fill(0);
      region[bin] = 3;
      vectors.sum();
      expect(vectors.energies.reduce((a, b) => a + b)).toBeCloseTo(3, 6);
    }
  });

  it("have the equal-loudness weights of table A.3 to seven digits", () => {
    expect(equalLoudness(bank.centersHz[0]) / 0.0020277808).toBeCloseTo(1, 6);
    expect(equalLoudness(bank.centersHz[13]) / 2.0772705).toBeCloseTo(1, 6);
    expect(equalLoudness(bank.centersHz[25]) / 0.20665112).toBeCloseTo(1, 6);
  });

  it("give cepstra of 0 for silence and for a flat log spectrum", () => {
    const cepstrum = new Float32Array(14).fill(9);
    mfccInto(cepstrum, new Float32Array(26));
    expect(cepstrum.every((value) => value === 0)).toBe(true);
    mfccInto(cepstrum, new Float32Array(26).fill(0.5));
    for (const value of cepstrum) expect(Math.abs(value)).toBeLessThan(1e-3);
  });
});

describe("RastaFilter", () => {
  it("gives eql^0.33 during the first five frames, and forgets a constant within 2 s", () => {
    const weights = Float32Array.of(0.5, 2);
    const filter = new RastaFilter(weights);
    const out = new Float32Array(2);
    for (let frame = 0; frame < 200; frame++) {
      filter.filterInto(out, Float32Array.of(1e-3, 10));
      if (frame >= 5 && frame < 199) continue;
      out.forEach((value, b) => {
        expect(value / weights[b] ** 0.33).toBeCloseTo(1, 3);
      });
    }
  });
});

const TABLES = spectralTablesAt(31.25, 256);
const EVERYTHING = { rollOffs: true, flux: true, entropy: true, moments: true, sharpness: true, harmonicity: true };

/** The 15 descriptors of a spectrum after another one. */
type Shape = (magnitudes: Float32Array, before: Float32Array) => Float32Array;

const SHAPES: Readonly<Record<string, Shape>> = {
  "one bin after the other": (magnitudes, before) => spectralShape(magnitudes, before, TABLES),
  "of vectors": (magnitudes, before) => {
    const memory = new KernelMemory();
    const [m, power] = [memory.floats(257), memory.floats(257)];
    const shape = new SpectralShape(memory, m, power, TABLES);
    for (const spectrum of [before, magnitudes]) {
      m.set(spectrum);
      power.set(spectrum.map((x) => x * x));
      shape.describe(EVERYTHING, false);
    }
    return shape.descriptors;
  },
};

it("spectral descriptors of vectors are within 1e-6 of the plain ones for 50 random spectra", () => {
  const [plain, vectors] = Object.values(SHAPES);
  for (let seed = 0; seed < 50; seed++) {
    const random = new Random(seed);
    const spectrum = () => Float32Array.from({ length: 257 }, (_, k) => Math.abs(random.normal()) * Math.exp(-k / 60));
    const [before, now] = [spectrum(), spectrum()];
    const expected = plain(now, before);
    const errors = vectors(now, before).map(
      (value, i) => Math.abs(value - expected[i]) / (Math.abs(expected[i]) + 1e-9),
    );
    expect(Math.max(...errors)).toBeLessThan(1e-6);
  }
});

describe.each(Object.entries(SHAPES))("spectral descriptors, %s", (_, shapeOf) => {
  const describeSpectrum = (magnitudes: Float32Array, before = magnitudes) => {
    const shape = shapeOf(magnitudes, before);
    return Object.fromEntries(SPECTRAL_NAMES.map((name, i) => [name, shape[i]])) as Record<
      (typeof SPECTRAL_NAMES)[number],
      number
    >;
  };

  it("put everything on one bin where all energy is there", () => {
    const line = new Float32Array(257);
    line[64] = 2;
    const shape = describeSpectrum(line);
    expect(shape.spectralCentroid).toBe(2000);
    expect([shape["spectralRollOff25.0"], shape["spectralRollOff90.0"]]).toEqual([2000, 2000]);
    expect([shape.spectralVariance, shape.spectralSkewness, shape.spectralKurtosis]).toEqual([0, 0, 0]);
    expect(shape["fband1000-4000"]).toBe(4 / 256);
    expect(shape["fband250-650"]).toBe(0);
    expect(shape.spectralHarmonicity).toBe(0);
  });

  it("of a flat spectrum have 8 bits of entropy and the moments of an even distribution", () => {
    const shape = describeSpectrum(new Float32Array(257).fill(1));
    expect(shape.spectralEntropy).toBeCloseTo(8, 6);
    expect(shape.spectralCentroid).toBe((31.25 * 257) / 2);
    expect(shape.spectralVariance).toBeCloseTo((31.25 ** 2 * (256 ** 2 - 1)) / 12, 0);
    expect(shape.spectralKurtosis).toBeCloseTo(1.8, 3);
    expect(shape["spectralRollOff50.0"]).toBe(4000);
    expect(shape.spectralSlope).toBeCloseTo(0, 6);
  });

  it("have a flux that is the root mean square of the change", () => {
    const flux = describeSpectrum(new Float32Array(257).fill(3), new Float32Array(257).fill(1)).spectralFlux;
    expect(flux).toBe(2);
  });

  it("are 0 for silence, but for the roll-offs at bin 1 and the entropy's floor of 4.3e-6", () => {
    const { spectralEntropy, ...others } = describeSpectrum(new Float32Array(257));
    expect(spectralEntropy).toBeCloseTo(4.316e-6, 9);
    const rollOffs = Object.entries(others).filter(([name]) => name.startsWith("spectralRollOff"));
    expect(rollOffs.map(([, hz]) => hz)).toEqual([31.25, 31.25, 31.25, 31.25]);
    const rest = Object.entries(others).filter(([name]) => !name.startsWith("spectralRollOff"));
    expect(rest.every(([, value]) => value === 0)).toBe(true);
  });

  it("have the sharpness weights of table A.8 and the sums of A.9", () => {
    const weights = [1, 10, 32, 100, 256].map((bin) => TABLES.sharpness[bin]);
    [0.207134965, 3.15674367, 8.52743243, 15.9461554, 53.3690702].forEach((weight, i) => {
      expect(weights[i] / weight).toBeCloseTo(1, 7);
    });
    expect([TABLES.frequencySum, TABLES.frequencySquareSum]).toEqual([1028000, 5493375000]);
  });
});

describe("parabolaThrough", () => {
  it("finds the vertex of 200 random parabolas to 1e-6", () => {
    const random = new Random(4);
    const vertex = { x: 0, y: 0 };
    for (let i = 0; i < 200; i++) {
      const [a, x0, y0] = [-1 - random.uniform(), random.uniform(), random.normal()];
      const f = (x: number) => a * (x - x0) ** 2 + y0;
      parabolaThrough(vertex, -1, f(-1), 0.25, f(0.25), 2, f(2));
      expect(vertex.x).toBeCloseTo(x0, 6);
      expect(vertex.y).toBeCloseTo(y0, 6);
    }
  });

  it("takes the highest of three points on a line", () => {
    const vertex = { x: 0, y: 0 };
    parabolaThrough(vertex, 0, 1, 1, 2, 2, 3);
    expect(vertex).toEqual({ x: 2, y: 3 });
    parabolaThrough(vertex, 0, 5, 1, 5, 2, 5);
    expect(vertex).toEqual({ x: 0, y: 5 });
  });
});

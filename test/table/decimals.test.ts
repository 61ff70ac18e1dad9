import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { DecimalScanner } from "../../src/table/decimal-scanner.ts";
import { LONGEST_DECIMAL_BYTES, shortestDecimal, shortestDecimalInto } from "../../src/table/shortest-decimal.ts";

function scanned(text: string): { value: number; end: number } {
  const bytes = new TextEncoder().encode(text);
  const scanner = new DecimalScanner();
  return { value: scanner.scan(bytes, 0, bytes.length), end: scanner.end };
}

function written(value: number): string {
  const bytes = new Uint8Array(LONGEST_DECIMAL_BYTES);
  return new TextDecoder().decode(bytes.subarray(0, shortestDecimalInto(bytes, 0, value)));
}

/** Float32 of all sizes: random bits, without NaN and infinities. */
function randomFloat32(random: Random): number {
  const bits = Uint32Array.of(random.uint32());
  const [value] = new Float32Array(bits.buffer);
  return Number.isFinite(value) ? value : 0;
}

describe("DecimalScanner", () => {
  it("reads every form of decimal numbers and stops behind it", () => {
    expect(scanned("1.5,2")).toEqual({ value: 1.5, end: 3 });
    expect(scanned("-.5e1 ")).toEqual({ value: -5, end: 5 });
    expect(scanned("+3.E+2;")).toEqual({ value: 300, end: 6 });
    expect(Object.is(scanned("-0.000").value, -0)).toBe(true);
    expect(scanned("007").value).toBe(7);
  });

  it("equals Number() bit for bit on 8000 random doubles and float32 in three notations", () => {
    const random = new Random(1);
    for (let i = 0; i < 4000; i++) {
      const [double] = new Float64Array(Uint32Array.of(random.uint32(), random.uint32()).buffer);
      for (const value of [Number.isFinite(double) ? double : 0, randomFloat32(random)]) {
        for (const text of [String(value), value.toExponential(), value.toPrecision(9)]) {
          expect(Object.is(scanned(text).value, Number(text)), text).toBe(true);
        }
      }
    }
  });

  it("equals Number() around 2^53, where mantissas stop being exact, and for exponents around 22", () => {
    for (const mantissa of [
      "9007199254740991",
      "9007199254740992",
      "9007199254740993",
      "90071992547409931",
      "18014398509481985",
    ]) {
      for (const exponent of [-324, -40, -23, -22, -1, 0, 1, 22, 23, 290, 400, 9999999999]) {
        const text = `${mantissa}e${exponent}`;
        expect(scanned(text).value, text).toBe(Number(text));
      }
    }
  });

  it("takes nothing else for a number", () => {
    for (const text of ["", "-", ".", "e5", "1e", "1e+", "nan", "Infinity", "--1", " 1", "1".repeat(1001)]) {
      expect(scanned(text).value, text).toBeNaN();
    }
    expect(scanned("0x10").end).toBe(1);
  });
});

describe("shortestDecimalInto", () => {
  it("writes short numbers as short as people do", () => {
    const texts = [
      "0",
      "-0",
      "1",
      "-2.5",
      "0.1",
      "100",
      "0.0001",
      "1e-5",
      "123456790",
      "1e10",
      "3.4028235e38",
      "1e-45",
    ];
    for (const text of texts) expect(written(Math.fround(Number(text)))).toBe(text);
  });

  it("reads back as the same float32, and is no longer than the slow reference, on 100000 random float32", () => {
    const random = new Random(2);
    for (let i = 0; i < 100_000; i++) {
      const value = i % 2 ? randomFloat32(random) : Math.fround(random.normal() * 10 ** (random.integer(12) - 6));
      const text = written(value);
      if (!Object.is(Math.fround(Number(text)), value)) expect.fail(`${value} was written as ${text}`);
      if (significant(text) > significant(shortestDecimal(value)))
        expect.fail(`${text} is longer than ${shortestDecimal(value)}`);
    }
  });

  it("keeps every decimal of six digits as it is", () => {
    const random = new Random(3);
    for (let i = 0; i < 20_000; i++) {
      const text = (random.integer(999_999) / 10 ** random.integer(10)).toPrecision(6);
      expect(Number(written(Math.fround(Number(text))))).toBe(Number(text));
    }
  });

  it("stays within its room for powers of two, where the neighbors are at unequal distances", () => {
    for (let exponent = -149; exponent <= 127; exponent++) {
      const value = -(2 ** exponent);
      expect(Math.fround(Number(written(value)))).toBe(value);
      expect(written(value).length).toBeLessThanOrEqual(LONGEST_DECIMAL_BYTES);
    }
  });
});

/** Number of significant digits of a decimal text. */
function significant(text: string): number {
  const digits = text.replace(/e.*$/, "").replace(/[-.]/g, "").replace(/^0+/, "");
  return text.includes(".") ? digits.length : digits.replace(/0+$/, "").length;
}

import { describe, expect, it } from "vitest";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import { resample } from "../../src/audio/resample.ts";
import { checkedSignal, type Signal } from "../../src/audio/signal.ts";
import { extractCompare2016, extractContours } from "../../src/features/compare2016/extract.ts";

function signal(samples: unknown): Signal {
  return { samples, sampleRateHz: 16_000 } as Signal;
}

describe("checkedSignal", () => {
  it("gives amplitudes back as they are, and rounds doubles and plain arrays", () => {
    const own = signal(Float32Array.of(0.5, -100, Number.NaN, Number.POSITIVE_INFINITY));
    expect(checkedSignal(own, "f")).toBe(own);
    expect(checkedSignal(signal(Float64Array.of(0.1)), "f").samples).toEqual(Float32Array.of(0.1));
    expect(checkedSignal(signal([0.1, 2]), "f").samples).toEqual(Float32Array.of(0.1, 2));
  });

  it.each([
    [
      Int16Array.of(1),
      "f: samples must be amplitudes in a Float32Array, full scale 1, got Int16Array; use Float32Array.from(samples, (x) => x / 32767)",
    ],
    [Int32Array.of(1), "(x) => x / 2147483647)"],
    [Uint8Array.of(1), "got Uint8Array; give { samples: Float32Array, sampleRateHz }"],
    [undefined, "got Undefined; give"],
    ["a.wav", "got String"],
  ])("refuses %s with what to write instead", (samples, message) => {
    expect(() => checkedSignal(signal(samples), "f")).toThrow(TypeError);
    expect(() => checkedSignal(signal(samples), "f")).toThrow(message);
  });

  it("refuses a signal that is none", () => {
    expect(() => checkedSignal(undefined as unknown as Signal, "f")).toThrow("got Undefined");
    expect(() => checkedSignal(Float32Array.of(1) as unknown as Signal, "f")).toThrow("got Undefined");
  });

  it.each([
    [Float32Array.of(1), "give { samples, sampleRateHz }: without its rate it is no sound"],
    [Uint8Array.of(1), "decode the bytes of a file first: decodeWav(bytes)"],
    [new ArrayBuffer(1), "decode the bytes of a file first"],
    [Promise.resolve(), "await it"],
    [{ [Symbol.toStringTag]: "AudioBuffer", sampleRate: 48_000 }, "buffer.getChannelData(0), sampleRateHz: buffer"],
  ])("says what to give in place of what is no signal: %s", (given, message) => {
    expect(() => checkedSignal(given as unknown as Signal, "f")).toThrow(message);
  });

  it.each([
    [{}, "f: sampleRateHz must be a positive whole number, got undefined"],
    [{ sampleRate: 48_000 }, "got undefined; it is not called sampleRate here"],
    [{ sampleRateHz: "16000" }, 'got the text "16000"'],
    [{ sampleRateHz: 0 }, "got 0"],
    [{ sampleRateHz: 44_100.5 }, "got 44100.5"],
    [{ sampleRateHz: Number.NaN }, "got NaN"],
  ])("refuses the rate of %j", (rate, message) => {
    const wrong = { samples: Float32Array.of(0), ...rate } as unknown as Signal;
    expect(() => checkedSignal(wrong, "f")).toThrow(message);
    expect(() => extractCompare2016(wrong)).toThrow("sampleRateHz must be a positive whole number");
  });

  it("refuses amplitudes beyond 100, which are integers", () => {
    expect(() => checkedSignal(signal(Float32Array.of(0, -101)), "f")).toThrow(
      "f: sample 1 is -101, full scale is 1; divide 16-bit integers by 32767",
    );
    expect(checkedSignal(signal(Float32Array.of(-101)), "f", 200).samples[0]).toBe(-101);
  });
});

it("integers are refused by every function that takes a signal", () => {
  const integers = signal(Int16Array.from({ length: 16_000 }, (_, n) => 8000 * Math.sin(n / 10)));
  const calls = [extractCompare2016, extractContours, encodeWav, (own: Signal) => resample(own, 8000)];
  for (const call of calls) expect(() => call(integers)).toThrow("got Int16Array");
  const loud = signal(Float32Array.from(integers.samples));
  for (const call of [extractCompare2016, extractContours, encodeWav])
    expect(() => call(loud)).toThrow("full scale is 1");
  expect(extractCompare2016(loud, { largestAmplitude: 1e5, only: [0] }).values).toHaveLength(1);
});

/**
 * The exported C that hears on emulated boards: the bits of coldpress, its instructions, stack and state.
 *
 * Skipped where arm-none-eabi-gcc or qemu-system-arm is missing; CI has both. Recordings are taken where they lie beside the
 * repository; the self-test's sound is compared everywhere.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { networkSizeOf } from "../../../src/device/network-size.ts";
import { priceOf } from "../../../src/device/price.ts";
import { codedNetwork } from "../../device/coded-network.ts";
import {
  bitsOfSound,
  FEATURE_SETS,
  networkOver,
  SIXTEEN_VALUES,
  STREAM_SET,
  writeSoundProject,
} from "./made-project.ts";
import { bytesOf, recordings } from "./sounds.ts";
import { isInstalled, run } from "./tools.ts";

const hasTools = isInstalled("arm-none-eabi-gcc") && isInstalled("qemu-system-arm") && isInstalled("make");
const BOARDS = ["m4f", "m7-sp", "m7-dp", "m33"];
const SECONDS = 4;

/** What a board printed: numbers by their names, bits of features and of probabilities. */
function printed(folder: string, board: string) {
  const lines = run("make", [board], folder).split("\n");
  const values = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.split(" ")[1]);
  return { values, features: values("feature"), probabilities: values("probability") };
}

/** What the header says of the state, and of the stack of two calls, in bytes. */
function saidIn(header: string): { state: string; feed: number; result: number } {
  const found = (pattern: RegExp) => (pattern.exec(header)?.[1] ?? "nothing").replaceAll(",", "");
  return {
    state: found(/^ \* State +([\d,]+) bytes/m),
    feed: Number(found(/^ \* Stack +feed up to about ([\d,]+) bytes/m)),
    result: Number(found(/, result up to about ([\d,]+) bytes/)),
  };
}

/** Bytes of stack that were painted. */
function stacks(values: (name: string) => string[]): { feed: number; result: number } {
  return { feed: Number(values("feed-stack")[0]), result: Number(values("result-stack")[0]) };
}

/** Bytes of the deeper one. */
function deepest(values: (name: string) => string[]): number {
  const { feed, result } = stacks(values);
  return Math.max(feed, result);
}

/** That code and constants take what was priced, or less where there are few stages, and the code alone what the header says. */
function expectFlash(folder: string, priced: number): void {
  const header = readFileSync(join(folder, "../../made.h"), "utf8");
  const said = Number(/^ \* Code +about ([\d,]+) bytes/m.exec(header)?.[1]?.replaceAll(",", ""));
  const [code = 0, tables = 0] = ["made", "made_tables"].map((name) => {
    const sizes = run("arm-none-eabi-size", [`m4f.objects/${name}.o`], folder);
    return Number(sizes.split("\n")[1]?.trim().split(/\s+/)[0]);
  });
  expect((code + tables) / priced).toBeGreaterThan(0.75);
  expect((code + tables) / priced).toBeLessThan(1.05);
  expect(code / said).toBeGreaterThan(0.7);
  expect(code / said).toBeLessThan(1.1);
}

describe.skipIf(!hasTools)("the C that hears on emulated boards", () => {
  const sounds = recordings(12);

  it.each(BOARDS)("has the bits of coldpress for a dozen recordings and all 6373 features in 128 KiB: %s", (board) => {
    const network = networkOver(FEATURE_SETS["all"]);
    const folder = join(writeSoundProject(network, "made", SECONDS), "examples/qemu");
    for (const script of ["an386.ld", "an505.ld"]) {
      const text = readFileSync(join(folder, script), "utf8");
      const small = text.replace(/(RAM .* LENGTH = )\dM/, "$1128K");
      expect(small).not.toBe(text);
      writeFileSync(join(folder, script), small);
    }
    expect(printed(folder, board).values("selftest")).toEqual(["0"]);
    for (const [name, pcm] of sounds) {
      const part = pcm.subarray(0, SECONDS * 16_000);
      writeFileSync(join(folder, "sound.bin"), bytesOf(part));
      const { features, probabilities, values } = printed(folder, board);
      expect({ features, probabilities }, name).toEqual(bitsOfSound(network, part));
      // However many frames are decided at once, with a new one the search for one dear period is done, or two light ones.
      expect(Math.max(...values("feed-instructions-most").map(Number)), name).toBeLessThan(550_000);
    }
  });

  it.each(BOARDS)("has them where functionals run along, too, and keeps what its header says: %s", (board) => {
    const network = networkOver(STREAM_SET);
    const folder = join(writeSoundProject(network, "made", null), "examples/qemu");
    const { values } = printed(folder, board);
    expect(values("selftest")).toEqual(["0"]);
    const text = run("cat", ["../../made.h"], folder);
    const said = saidIn(text);
    expect(values("state-bytes")).toEqual([said.state]);
    for (const call of ["feed", "result"] as const) {
      expect(stacks(values)[call], call).toBeLessThanOrEqual(said[call]);
      expect(stacks(values)[call], call).toBeGreaterThan(0.75 * said[call]);
    }
    expect(Number(values("feed-instructions-per-frame")[0])).toBeGreaterThan(100_000);
  });

  it.each([
    ["loudness", /^audspec_length.*_sma(_de)?_(stddev|flatness|lpc0|risetime|rqmean)$/, null],
    ["cepstra and zero crossings", /^(mfcc|pcm_zcr)_sma(_de)?.*_(amean|stddev|kurtosis|lpc2|range|qregc3|nnz)$/, null],
    ["shape", /^pcm_fftMag.*_sma(_de)?_(stddev|range|lpc0|risetime|rqmean)$/, null],
    ["kept contours", /^mfcc_sma(_de)?\[[1-3]\]_(stddev|quartile1|meanPeakDist)$/, SECONDS],
  ] as const)("costs what its price says: %s", (_, pattern, seconds) => {
    const network = networkOver(pattern);
    const folder = join(writeSoundProject(network, "made", seconds), "examples/qemu");
    const { values } = printed(folder, "m4f");
    const one = (name: string) => Number(values(name)[0]);
    const price = priceOf(network.features, networkSizeOf(codedNetwork(network)), SECONDS);
    const perSecond = 100 * one("feed-instructions-per-frame") + one("result-instructions") / SECONDS;
    expect(perSecond).toBeLessThan(1.01 * price.instructionsPerSecond);
    expect(perSecond).toBeGreaterThan(0.9 * price.instructionsPerSecond);
    expect(one("result-instructions")).toBeLessThan(1.1 * price.instructionsAfterLastSample);
    expect(one("state-bytes") + deepest(values)).toBeLessThan(price.ramBytes);
    expectFlash(folder, price.flashBytes);
  });

  it.each([
    [
      "voice, some along and some kept",
      /^(F0final|logHNR|mfcc|pcm_zcr)_sma(_de)?.*_(amean|quartile1|peakMeanAbs|lpc1)$/,
      4,
    ],
    ["voice along", /^(F0final|shimmerLocal|mfcc)_sma(_de)?.*_(amean|stddev|lpc1|risetime)$/, null],
    ["all, in full", FEATURE_SETS["all"], SECONDS],
  ] as const)("takes the flash of its price, and the code that its header says: %s", (what, pattern, seconds) => {
    const network = networkOver(pattern, what.endsWith("full") ? { ...SIXTEEN_VALUES, sparsity: 0.1 } : SIXTEEN_VALUES);
    const folder = join(writeSoundProject(network, "made", seconds), "examples/qemu");
    run("make", ["m4f"], folder);
    expectFlash(folder, priceOf(network.features, networkSizeOf(codedNetwork(network)), SECONDS).flashBytes);
  });

  it.each([
    ["a codebook", SIXTEEN_VALUES],
    ["int8", { kernel: { kind: "int8" }, sparsity: 0.6 }],
  ] as const)(
    "hears four seconds for all 6373 features in the instructions and the memory, stack included, aimed at: %s",
    (_, kernels) => {
      const network = networkOver(FEATURE_SETS["all"], kernels);
      const folder = join(writeSoundProject(network, "made", SECONDS), "examples/qemu");
      const { values } = printed(folder, "m4f");
      const one = (name: string) => Number(values(name)[0]);
      expect(400 * one("feed-instructions-per-frame") + one("result-instructions")).toBeLessThan(120e6);
      const text = run("cat", ["../../made.h"], folder);
      const said = saidIn(text);
      expect(values("state-bytes")).toEqual([said.state]);
      expect(stacks(values).feed).toBeLessThanOrEqual(said.feed);
      expect(stacks(values).result).toBeLessThanOrEqual(said.result);
      const ramBytes = one("state-bytes") + deepest(values);
      expect(ramBytes).toBeLessThanOrEqual(128_000);
      const price = priceOf(network.features, networkSizeOf(codedNetwork(network)), SECONDS);
      expect(ramBytes).toBeLessThan(price.ramBytes);
      expect(price.ramBytes).toBeLessThanOrEqual(128 * 1024);
    },
  );
});

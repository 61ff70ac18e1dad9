import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyLayer, fullLayer, rawContainer } from "../formats/hostile-containers.ts";
import { MOST_MEGABYTES, MOST_SECONDS, measured } from "./measured.ts";
import { temporaryFolder } from "./run-coldpress.ts";

const CASES = resolve("../shared/cases/container-overallocates");

const thousands = (count: number, width: number) => Array<number>(1000 * count).fill(width);

/** A file, and what is said of it: null where it is a network like any other. */
const FILES: Record<string, { make: () => Uint8Array; refused: RegExp | null }> = {
  "two kernels of 20,000 neurons without survivors": {
    make: () => rawContainer({ hidden: [20_000, 20_000], layer: emptyLayer }),
    refused: null,
  },
  "100,000 neurons after 100,000": {
    make: () => rawContainer({ hidden: [100_000, 100_000], layer: emptyLayer }),
    refused: null,
  },
  "10,000 layers": { make: () => rawContainer({ hidden: thousands(10, 1), layer: emptyLayer }), refused: null },
  "kernels whose survivors take no bits": {
    make: () => rawContainer({ hidden: [9000, 9000], layer: fullLayer }),
    refused: /81036000 survivors in \d+ bytes; at most \d+ are read/,
  },
  "metadata that inflate a thousandfold": {
    make: () => rawContainer({ hidden: [1], layer: emptyLayer, provenance: { note: "a".repeat(50_000_000) } }),
    refused: /metadata at byte 28: inflate to 50000\d+ bytes; in a file of \d+ at most/,
  },
  "a million layers in the metadata that are not in the file": {
    make: () => rawContainer({ hidden: thousands(400, 1), layer: () => {} }),
    refused: /400001 layers in \d+ bytes/,
  },
  "neurons that are not in the file": {
    make: () => rawContainer({ hidden: [1_000_000], layer: () => {} }),
    refused: /(1000002 neurons|\d+ weights) in \d+ bytes/,
  },
};

describe(`a small file takes less than ${MOST_MEGABYTES} MB and ends within ${MOST_SECONDS} s`, {
  timeout: 3000 * MOST_SECONDS,
}, () => {
  it.each(Object.entries(FILES))("%s", (_, { make, refused }) => {
    const folder = temporaryFolder();
    const file = make();
    expect(file.length).toBeLessThan(1.3e6);
    writeFileSync(join(folder, "m.coldpress"), file);
    writeFileSync(join(folder, "t.csv"), "name,f0,f1,label\nr0,1,2,a\nr1,3,4,b\nr2,1,1,a\nr3,5,4,b\n");
    for (const args of [
      ["inspect", "m.coldpress"],
      ["predict", "m.coldpress", "--features", "t.csv", "--json"],
      ["evaluate", "m.coldpress", "--features", "t.csv", "--partition", "all"],
    ]) {
      const { code, out, err, megabytes } = measured(args, folder);
      expect(megabytes, args[0]).toBeLessThan(MOST_MEGABYTES);
      if (refused) expect([code, err]).toEqual([2, expect.stringMatching(refused)]);
      else expect([code, out.length > 0], err).toEqual([0, true]);
    }
  });

  it.skipIf(!existsSync(CASES))("the cases that were found", () => {
    const folder = temporaryFolder();
    for (const name of ["wide", "deep"]) {
      const { code, megabytes } = measured(["inspect", join(CASES, `${name}.coldpress`)], folder);
      expect([code, megabytes < MOST_MEGABYTES], `${megabytes} MB`).toEqual([0, true]);
    }
  });

  it("says in one line what would be too large with its zeros", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "m.coldpress"), rawContainer({ hidden: [20_000, 20_000], layer: emptyLayer }));
    const { code, err, megabytes } = measured(["quantize", "m.coldpress", "--out", "q.tflite"], folder);
    expect([code, err]).toEqual([2, expect.stringContaining("400080000 weights with the zeros; at most 134217728")]);
    expect(megabytes).toBeLessThan(MOST_MEGABYTES);
  });
});

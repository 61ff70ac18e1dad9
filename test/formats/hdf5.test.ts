import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/core/errors.ts";
import { readHdf5 } from "../../src/formats/hdf5/read-hdf5.ts";
import { undetectedDamage } from "./fuzz.ts";

const layouts = new Uint8Array(readFileSync("test/golden/programs/layouts.h5"));
const read = (bytes: Uint8Array) => readHdf5(bytes, "model_config", "a.h5");

describe("an HDF5 file of h5py", () => {
  const { datasets, text } = read(layouts);
  const values = Array.from({ length: 35 }, (_, i) => i - 9.5);

  it.each([
    ["in one piece", "/plain", values],
    ["in chunks that reach beyond it, shuffled, deflated, with checksums, of float64", "/chunked", values],
    ["in deflated chunks of float16", "/group/half", values],
    ["of bytes", "/group/bytes", values.map((value) => value + 9.5)],
    ["of 64-bit whole numbers", "/group/whole", values.map((value) => Math.trunc(value) + 0)],
  ])("has its numbers %s", (_, path, expected) => {
    expect(datasets.get(path)?.shape).toEqual([7, 5]);
    expect([...(datasets.get(path)?.values ?? [])]).toEqual(expected);
  });

  it("has single numbers, zeros where nothing was written, its text, and no data sets of texts", () => {
    expect(datasets.get("/single")).toEqual({ shape: [], values: Float32Array.of(2.5) });
    expect(datasets.get("/never written")).toEqual({ shape: [2, 3], values: new Float32Array(6) });
    expect(text).toBe("a text");
    expect(datasets.has("/texts")).toBe(false);
  });

  it("is refused where it is cut, or something else", () => {
    for (const length of [0, 8, 60, 900, 5000]) expect(() => read(layouts.subarray(0, length))).toThrow(FormatError);
    expect(() => read(new Uint8Array(4096))).toThrow("a.h5: is no HDF5 file that can be read: it does not begin with");
  });

  it("survives 3000 mutations: refused, or some numbers", () => {
    expect(undetectedDamage(layouts, read, () => true, 3000, 1)).toEqual([]);
  });
});

describe("an HDF5 file of h5py with libver='latest'", () => {
  const latest = new Uint8Array(readFileSync("test/golden/hdf5/latest.h5"));
  const { datasets, text } = read(latest);
  const values = Array.from({ length: 35 }, (_, i) => i - 9.5);

  it.each(["plain", "one chunk", "one deflated chunk", "array", "deflated array", "implicit"])(
    "has its numbers: %s",
    (path) => {
      expect(datasets.get(`/${path}`)?.shape).toEqual([7, 5]);
      expect([...(datasets.get(`/${path}`)?.values ?? [])]).toEqual(values);
    },
  );

  it("has the numbers of an array in pages, and zeros where nothing was written", () => {
    expect(datasets.get("/pages")?.values).toEqual(Float32Array.from({ length: 1030 }, (_, i) => i));
    expect(datasets.get("/never written")).toEqual({ shape: [4, 3], values: new Float32Array(12) });
  });

  it("has a text among many attributes, and all of a group's many links", () => {
    expect(text).toBe("a text");
    for (const [group, count] of Object.entries({ many: 60, ordered: 9 }))
      for (let i = 0; i < count; i++) expect([...(datasets.get(`/${group}/layer ${i}`)?.values ?? [])]).toEqual([i]);
    expect(datasets.size).toBe(8 + 60 + 9);
  });

  it("of Keras holds the same as in the early layout", () => {
    const both = ["test/golden/programs/keras-sequential.h5", "test/golden/hdf5/keras-latest.h5"];
    const [early, late] = both.map((path) => read(new Uint8Array(readFileSync(path))));
    expect(late?.text).toBe(early?.text);
    expect(late?.text).toContain("Sequential");
    expect(late?.datasets).toEqual(early?.datasets);
  });

  it("is refused where a data set can grow, and where it is cut", () => {
    expect(() => read(new Uint8Array(readFileSync("test/golden/hdf5/grows.h5")))).toThrow(
      "/grows lies in a way that is not read (4.2, index 4)",
    );
    for (const length of [0, 40, 300, 4000, 20000]) expect(() => read(latest.subarray(0, length))).toThrow(FormatError);
  });

  it.each([
    ["no columns of blocks", 110],
    ["a first block without a byte", 112],
    ["a largest block without a byte", 120],
  ])("is refused where a heap has %s", (_, at) => {
    const damaged = latest.slice();
    const heap = Buffer.from(latest).indexOf("FRHP");
    damaged.fill(0, heap + at, heap + at + (at === 110 ? 2 : 8));
    expect(() => read(damaged)).toThrow("has blocks of no size");
  });

  it("survives 3000 mutations: refused, or some numbers", () => {
    expect(undetectedDamage(latest, read, () => true, 3000, 1)).toEqual([]);
  });
});

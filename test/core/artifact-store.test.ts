import { describe, expect, it } from "vitest";
import { memoryStore, partOfStore } from "../../src/core/artifact-store.ts";

describe("memoryStore", () => {
  it("keeps chunks as one piece under a name, replaces it, and forgets it", async () => {
    const files = new Map<string, Uint8Array>();
    const store = memoryStore(files);
    expect(await store.read("a")).toBeUndefined();
    await store.write("a", [Uint8Array.of(1, 2), new Uint8Array(), Uint8Array.of(3)]);
    expect(await store.read("a")).toEqual(Uint8Array.of(1, 2, 3));
    await store.write("a", [Uint8Array.of(4)]);
    expect([...files]).toEqual([["a", Uint8Array.of(4)]]);
    await store.remove("a");
    await store.remove("never there");
    expect(files.size).toBe(0);
  });
});

describe("partOfStore", () => {
  it("has the names that begin with its prefix", async () => {
    const files = new Map<string, Uint8Array>();
    const part = partOfStore(memoryStore(files), "A/squeeze/");
    await part.write("x", [Uint8Array.of(1)]);
    expect([...files.keys()]).toEqual(["A/squeeze/x"]);
    expect(await part.read("x")).toEqual(Uint8Array.of(1));
    await part.remove("x");
    expect(files.size).toBe(0);
  });
});

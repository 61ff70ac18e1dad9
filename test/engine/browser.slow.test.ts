import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { createEngine } from "../../src/engine/create-engine.ts";
import type { EngineKind } from "../../src/engine/engine.ts";
import { predictNetwork } from "../../src/engine/predict.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { CHROMIUM, resultOfPage } from "../chromium.ts";

const KINDS = ["reference", "wasm-simd", "wasm-relaxed-simd"] as const satisfies readonly EngineKind[];

/** As an app's page would: one module, bundled, that makes a network, runs it and trains it for a step. */
const APP = `
  import { Random } from "coldpress/core";
  import { createEngine } from "coldpress/engine";
  import { predictNetwork } from "./dist/engine/predict.js";
  import { initializeNetwork } from "coldpress/network";
  const results = {};
  try {
    for (const kind of ${JSON.stringify(KINDS)}) {
      const engine = await createEngine({ threads: 1, kind });
      results[kind] = [...await predictNetwork(engine, (${String(networkOf)})(initializeNetwork, Random), (${String(rowsOf)})(Random))];
      await engine.close();
    }
    await fetch("/result", { method: "POST", body: JSON.stringify(results) });
  } catch (error) {
    await fetch("/result", { method: "POST", body: JSON.stringify({ error: String(error) }) });
  }`;

function networkOf(initialize: typeof initializeNetwork, Chance: typeof Random) {
  const features = Array.from({ length: 37 }, (_, i) => `f${i}`);
  return initialize({ inputs: 37, hidden: [21, 9], classes: 2 }, features, ["C", "NC"], new Chance(1));
}

function rowsOf(Chance: typeof Random) {
  const random = new Chance(2);
  return Float32Array.from({ length: 40 * 37 }, () => random.normal());
}

describe.skipIf(!CHROMIUM)("a bundled engine in Chromium", () => {
  let found: Record<string, number[]>;

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: APP, resolveDir: "." },
      bundle: true,
      platform: "browser",
      format: "esm",
      write: false,
    });
    const code = outputFiles[0]?.text;
    const page = '<!doctype html><title>coldpress</title><script type="module" src="app.js"></script>';
    found = (await resultOfPage((path) =>
      path === "/" ? page : path === "/app.js" ? code : undefined,
    )) as typeof found;
  });

  it.each(KINDS)("gives Node's probabilities: %s", async (kind) => {
    expect(found).not.toHaveProperty("error");
    const engine = await createEngine({ threads: 1, kind: kind === "wasm-relaxed-simd" ? "wasm-simd" : kind });
    const expected = await predictNetwork(engine, networkOf(initializeNetwork, Random), rowsOf(Random));
    await engine.close();
    // Relaxed kernels and another e^x may differ in the last bits.
    expect(found[kind]).toHaveLength(expected.length);
    for (const [i, value] of expected.entries()) expect(Math.abs(value - (found[kind]?.[i] ?? 2))).toBeLessThan(2e-6);
  });
});

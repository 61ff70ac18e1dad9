import { expect, it } from "vitest";
import { openEngine } from "../../src/node/open-engine.ts";

const IS_WIDE = Number.parseInt(process.versions.node, 10) >= 24;

it.runIf(IS_WIDE)("opens the engine with 256-bit vectors where Node has them", async () => {
  const engine = await openEngine({ threads: 1, engine: "wide" });
  expect(engine.kind).toBe("wasm-wide-simd");
  await engine.close();
});

it.skipIf(IS_WIDE)("refuses 256-bit vectors where Node has none, and says what to do", async () => {
  await expect(async () => openEngine({ threads: 1, engine: "wide" })).rejects.toThrow(
    `the engine "wide" needs Node 24 or newer, this is ${process.version}; use "fast"`,
  );
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadNetwork } from "../../src/runtime/load-network.ts";
import { emptyLayer, rawContainer } from "../formats/hostile-containers.ts";
import { MOST_MEGABYTES, MOST_SECONDS, measured } from "./measured.ts";
import { temporaryFolder } from "./run-coldpress.ts";

const file = rawContainer({ hidden: Array<number>(100_000).fill(1), layer: emptyLayer });

it("100,000 layers in 1.2 MB are inspected and asked", { timeout: 2000 * MOST_SECONDS }, () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "m.coldpress"), file);
  writeFileSync(join(folder, "t.csv"), "name,f0,f1,label\nr0,1,2,a\nr1,3,4,b\n");
  for (const args of [
    ["inspect", "m.coldpress"],
    ["predict", "m.coldpress", "--features", "t.csv", "--json"],
  ]) {
    const { code, err, megabytes } = measured(args, folder);
    expect([code, err.includes("bug"), megabytes < MOST_MEGABYTES], `${args[0]}: ${megabytes} MB`).toEqual([
      0,
      false,
      true,
    ]);
  }
});

it("and run in the runtime", { timeout: 1000 * MOST_SECONDS }, async () => {
  const network = await loadNetwork(file);
  expect([...network.predict(Float32Array.of(1, 2))]).toEqual([0.5, 0.5]);
});

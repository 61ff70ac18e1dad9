import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { networkSizeOf } from "../../src/device/network-size.ts";
import { priceOf } from "../../src/device/price.ts";
import { encodeModelFile } from "../../src/formats/model-file.ts";
import { survivorsOf } from "../../src/network/sparse-network.ts";
import { joined, sampleNetwork } from "../formats/sample-network.ts";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

const FEATURES = ["pcm_RMSenergy_sma_amean", "mfcc_sma[1]_stddev", "mfcc_sma_de[2]_quartile1"];

function networkFile(features: readonly string[]) {
  const folder = temporaryFolder();
  const network = { ...sampleNetwork({ inputs: 3, hidden: [4], classes: 2 }, 1), features };
  writeFileSync(join(folder, "n.safetensors"), joined(encodeModelFile({ network, provenance: {} })));
  return { folder, network };
}

it("inspect prints what the network of a file costs on a device, as text and as JSON", () => {
  const { folder, network } = networkFile(FEATURES);
  const { code, out } = coldpress(["inspect", "n.safetensors", "--window", "4"], folder);
  expect(code).toBe(0);
  expect(out).toContain("On a Cortex-M4F, estimated from the prices of its stages, a verdict every 4 seconds: 2.");
  expect(out).toMatch(/^percentiles +1 +[\d,]+ +400 +measured$/m);
  expect(out).toMatch(/^short spectrum +1,865,600 /m);
  const { price } = JSON.parse(coldpress(["inspect", "n.safetensors", "--window", "4", "--json"], folder).out);
  expect(price).toEqual(priceOf(FEATURES, networkSizeOf(survivorsOf(network)), 4));
});

it("inspect estimates energy on known boards, on boards of a file, and with measured cycles", () => {
  const { folder } = networkFile(FEATURES);
  const inspected = (...args: string[]) =>
    JSON.parse(coldpress(["inspect", "n.safetensors", "--json", ...args], folder).out);
  const known = inspected();
  expect(known.energy.map(({ board }: { board: string }) => board)).toContain("nRF52840");
  expect(coldpress(["inspect", "n.safetensors"], folder).out).toContain("an estimate, not measured");
  const row = {
    name: "mine",
    core: "Cortex-M33",
    regulator: "LDO",
    clockMegahertz: 64,
    source: "our lab",
    nanojoulesPerCycle: { low: 0.3, high: 0.3 },
    cyclesPerInstruction: { low: 1, high: 2 },
  };
  writeFileSync(join(folder, "boards.json"), JSON.stringify([row]));
  const own = inspected("--boards", "boards.json", "--cycles-per-instruction", "1.5");
  expect(own.energy).toHaveLength(1);
  const millijoules = own.price.instructionsPerSecond * 8 * 1.5 * 0.3e-6;
  expect(own.energy[0].coreMillijoules.low).toBeCloseTo(millijoules, 9);
  expect(own.energy[0].coreMillijoules.high).toBeCloseTo(millijoules, 9);

  writeFileSync(join(folder, "boards.json"), JSON.stringify([{ ...row, source: "" }]));
  expect(coldpress(["inspect", "n.safetensors", "--boards", "boards.json"], folder)).toMatchObject({
    code: 2,
    err: expect.stringContaining("boards.json: 0.source: every row needs its source"),
  });
});

it("inspect has no price for features that no device computes", () => {
  const { folder } = networkFile(["a", "b", "c"]);
  expect(JSON.parse(coldpress(["inspect", "n.safetensors", "--json"], folder).out).price).toBeNull();
  expect(JSON.parse(coldpress(["inspect", "n.safetensors", "--json"], folder).out).energy).toEqual([]);
  expect(coldpress(["inspect", "n.safetensors"], folder).out).not.toContain("Cortex");
});

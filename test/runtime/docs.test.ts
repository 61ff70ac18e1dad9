import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import { madeNetwork, madeRows } from "./made-networks.ts";

/** The program that the page shows, its imports from coldpress pointed at what package.json exports. */
function exampleOf(page: string): string {
  const [, program = ""] = /```js\n([\s\S]*?)\n```/.exec(readFileSync(page, "utf8")) ?? [];
  const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
  return program.replace(/"coldpress(\/[a-z]+)"/g, (_, path: string) =>
    JSON.stringify(pathToFileURL(resolve(exports[`.${path}`].default)).href),
  );
}

it("runtime.md's program prints a probability for each class", () => {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-docs-"));
  const features = COMPARE2016_NAMES.filter((_, place) => place % 50 === 0);
  const architecture = { inputs: features.length, hidden: [20], classes: 2 };
  const made = madeNetwork({ architecture, kernels: [{ kind: "codebook", entries: 8 }], sparsity: 0.8, seed: 1 });
  const network = { ...made, features, classes: ["healthy", "cold"] };
  writeFileSync(join(folder, "cold.coldpress"), encodeContainer({ network, madeFrom: "", provenance: {} }));
  const samples = madeRows(1, 16_000, 1).map((sample) => 0.1 * sample);
  writeFileSync(join(folder, "recording.wav"), encodeWav({ samples, sampleRateHz: 16_000 }));
  writeFileSync(join(folder, "program.mjs"), exampleOf("docs/runtime.md"));
  const { stdout, stderr } = spawnSync(process.execPath, ["program.mjs"], { cwd: folder, encoding: "utf8" });
  rmSync(folder, { recursive: true });
  expect(stderr).toBe("");
  const [, healthy, cold] = /^healthy: (0\.\d{3})\ncold: (0\.\d{3})\n$/.exec(stdout) ?? [];
  expect(Number(healthy) + Number(cold)).toBeCloseTo(1, 2);
});

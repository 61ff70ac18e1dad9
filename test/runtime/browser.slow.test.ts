import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import { loadNetwork } from "../../src/runtime/load-network.ts";
import { CHROMIUM, resultOfPage } from "../chromium.ts";
import { type KernelSpec, madeNetwork, madeRows } from "./made-networks.ts";

const ROWS = 21;

/** As an app's page would: it imports the built runtime, fetches a network and its rows, and shows what comes out. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>coldpress</title><script type="module">
  const report = (result) => fetch("/result", { method: "POST", body: JSON.stringify(result) });
  const fetched = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
  try {
    const { loadNetwork } = await import("/dist/runtime/index.js");
    const values = new Float32Array((await fetched("/rows")).buffer);
    const results = {};
    for (const name of ["codebook", "int8", "float32"])
      for (const kernels of ["wasm-simd", "wasm-relaxed-simd"]) {
        const network = await loadNetwork(await fetched("/" + name), { kernels });
        const width = network.features.length;
        results[name + " " + kernels] = {
          rows: [...network.predict(values)],
          row: [...network.predict(values.subarray(0, width))],
          classes: network.classes,
        };
      }
    await report({ results, kind: (await loadNetwork(await fetched("/codebook"))).kernels });
  } catch (error) {
    await report({ error: String(error) });
  }
</script>`;

interface PageResult {
  readonly error?: string;
  readonly kind: string;
  readonly results: Readonly<Record<string, { rows: number[]; row: number[]; classes: string[] }>>;
}

const architecture = { inputs: 400, hidden: [200, 100], classes: 3 };
const specs: readonly KernelSpec[] = [{ kind: "codebook", entries: 16 }, { kind: "int8" }, { kind: "float32" }];
const containers = new Map(
  specs.map((spec) => {
    const network = madeNetwork({ architecture, kernels: [spec], sparsity: 0.9, seed: 7 });
    return [spec.kind, encodeContainer({ network, madeFrom: "", provenance: {} })];
  }),
);
const values = madeRows(ROWS, architecture.inputs, 8);

describe.skipIf(!CHROMIUM)("the runtime in Chromium, from a static page", () => {
  let found: PageResult;

  beforeAll(async () => {
    if (!existsSync("dist/runtime/index.js")) throw new Error("dist/ is missing: npm run build");
    found = (await resultOfPage(contentOf)) as PageResult;
  });

  it("runs, and takes the relaxed kernels by itself", () => {
    expect(found.error).toBeUndefined();
    expect(found.kind).toBe("wasm-relaxed-simd");
  });

  it.each(specs.map(({ kind }) => kind))("gives Node's bits: %s", async (kind) => {
    const network = await loadNetwork(containers.get(kind) as Uint8Array, { kernels: "wasm-simd" });
    const one = [...network.predict(values.subarray(0, architecture.inputs))];
    const { rows, row, classes } = found.results[`${kind} wasm-simd`];
    expect(rows).toEqual([...network.predict(values)]);
    expect(row).toEqual(one);
    expect(classes).toEqual(network.classes);
    expect(found.results[`${kind} wasm-relaxed-simd`]?.row).toEqual(one);
  });

  function contentOf(path: string): Uint8Array | string | undefined {
    if (path === "/") return PAGE;
    if (path === "/rows") return new Uint8Array(values.buffer);
    if (path.startsWith("/dist/") && !path.includes("..") && existsSync(`.${path}`)) return readFileSync(`.${path}`);
    return containers.get(path.slice(1) as KernelSpec["kind"]);
  }
});

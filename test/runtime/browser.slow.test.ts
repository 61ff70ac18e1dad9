import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import { loadNetwork } from "../../src/runtime/load-network.ts";
import { type KernelSpec, madeNetwork, madeRows } from "./made-networks.ts";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];
const browser = BROWSERS.find((name) => spawnSync(name, ["--version"]).status === 0);
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
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

describe.skipIf(!browser)("the runtime in Chromium, from a static page", () => {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-browser-"));
  let server: Server;
  let chromium: ChildProcess | undefined;
  let found: PageResult;

  beforeAll(async () => {
    if (!existsSync("dist/runtime/index.js")) throw new Error("dist/ is missing: npm run build");
    server = createServer((request, response) => {
      const path = request.url ?? "/";
      if (path === "/result") {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => server.emit("result", JSON.parse(Buffer.concat(chunks).toString())));
        response.end();
        return;
      }
      const content = contentOf(path);
      response.writeHead(content ? 200 : 404, { "content-type": TYPES[extname(path) || ".html"] ?? "" });
      response.end(content);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
    const { port } = server.address() as AddressInfo;
    chromium = spawn(browser as string, [...flags, `--user-data-dir=${folder}`, `http://127.0.0.1:${port}/`]);
    [found] = (await once(server, "result")) as [PageResult];
  }, 60_000);

  afterAll(async () => {
    if (chromium?.exitCode === null) {
      chromium.kill();
      await once(chromium, "exit");
    }
    server?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  it("runs, and takes the relaxed kernels by itself", () => {
    expect(found.error).toBeUndefined();
    expect(found.kind).toBe("wasm-relaxed-simd");
  });

  it.each(specs.map(({ kind }) => kind))("gives Node's bits: %s", async (kind) => {
    const network = await loadNetwork(containers.get(kind) as Uint8Array, { kernels: "wasm-simd" });
    const one = [...network.predict(values.subarray(0, architecture.inputs))];
    const { rows, row, classes } = found.results[`${kind} wasm-simd`] as PageResult["results"][string];
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

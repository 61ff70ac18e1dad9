import { describe, expect, it } from "vitest";
import type { NetworkFigures } from "../../src/export/network-figures.ts";
import { pageModel } from "../../src/export/page-model.ts";
import { pageHeaders, webSite } from "../../src/export/web-site.ts";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import type { JsonRecord } from "../../src/formats/json.ts";
import { FEATURES } from "../cli/recordings.ts";
import { madeNetwork } from "../runtime/made-networks.ts";

const architecture = { inputs: FEATURES.length, hidden: [3], classes: 2 };

function container(
  features: readonly string[] = FEATURES,
  classes = ["healthy", "</script>"],
  notes: JsonRecord = {},
): Uint8Array {
  const made = madeNetwork({ architecture, kernels: [{ kind: "float32" }], sparsity: 0, seed: 1 });
  return encodeContainer({
    network: { ...made, features, classes },
    madeFrom: "",
    provenance: { name: "x", ...notes },
  });
}

const model = (bytes: Uint8Array) => pageModel({ bytes, name: "m.coldpress", version: "0.1.0", figures: null });
const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const template = new Map([
  ["index.html", utf8('<meta content="{{policy}}">')],
  ["page.js", utf8("PAGE")],
  ["listener-reference.js", utf8("HEAR")],
  ["listener-device.js", utf8("HEAR IN FLOAT32")],
  ["service-worker.js", utf8("WORKER")],
  ["style.css", utf8("p{}")],
]);

describe("webSite", () => {
  it("puts the container's bytes in front of the script, as data that comes out as it went in", async () => {
    const bytes = container();
    const site = await webSite(await model(bytes), template);
    const [first = "", rest] = text(site.get("page.js")).split("\n");
    expect(rest).toBe("PAGE");
    const written = JSON.parse(first.replace(/^Object\.assign\(globalThis,/, "").replace(/\);$/, ""));
    const { coldpressModel: told, coldpressListener } = written;
    expect(coldpressListener).toBe("HEAR");
    expect(new Uint8Array(Buffer.from(told.container, "base64"))).toEqual(bytes);
    expect(told).toMatchObject({
      classes: ["healthy", "</script>"],
      features: FEATURES.length,
      provenance: '{"name":"x"}',
    });
  });

  it("lets no script connect, by meta tag and by header; the service worker alone may fetch from its own host", async () => {
    const site = await webSite(await model(container()), template);
    for (const policy of [text(site.get("index.html")), pageHeaders("/")["Content-Security-Policy"]]) {
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("connect-src 'none'");
      expect(policy).not.toMatch(/https?:|\*|unsafe-inline|'unsafe-eval'/);
    }
    expect(pageHeaders("/service-worker.js")["Content-Security-Policy"]).toBe("default-src 'none'; connect-src 'self'");
    const headers = text(site.get("_headers"));
    const paths = headers.split("\n").filter((line) => line.startsWith("/"));
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(expect.arrayContaining(["/", "/index.html", "/page.js", "/service-worker.js"]));
  });

  it("has the service worker keep every file but itself, under a version that follows the network", async () => {
    const begin = async (bytes: Uint8Array) =>
      text((await webSite(await model(bytes), template)).get("service-worker.js")).split("\n")[0];
    const one = await begin(container());
    expect(one).toContain('PAGE_FILES=["./","index.html","page.js","style.css"]');
    expect(await begin(container())).toBe(one);
    expect(await begin(container(FEATURES, ["a", "b"]))).not.toBe(one);
  });
});

describe("pageModel", () => {
  it("takes the figures from the container's notes, unless others are given", async () => {
    const bytes = container(FEATURES, ["a", "b"], { test: [80, 40], uar: [0.7, 0.6, 0.8] });
    const { figures: own, provenance } = await model(bytes);
    expect(provenance).toBe('{"name":"x"}');
    expect(own).toMatchObject({ partition: "test", recordings: 80, speakers: 40, uar: 0.7, recalls: null });
    const figures = { ...(own as NetworkFigures), uar: 0.71 };
    expect((await pageModel({ bytes, name: "m", version: "", figures })).figures).toBe(figures);
    expect((await model(container())).figures).toBeNull();
  });

  it("refuses what cannot be asked about sound, and what is no container", async () => {
    const strange = FEATURES.map((name, i) => (i === 0 ? "age" : name));
    await expect(model(container(strange))).rejects.toThrow('m.coldpress: the network needs the feature "age"');
    await expect(model(container().slice(0, 99))).rejects.toThrow("m.coldpress");
    await expect(model(utf8("no container"))).rejects.toThrow("m.coldpress");
  });
});

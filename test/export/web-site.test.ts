import { describe, expect, it } from "vitest";
import { pageFigures } from "../../src/export/page-figures.ts";
import { pageModel } from "../../src/export/page-model.ts";
import { pageHeaders, webSite } from "../../src/export/web-site.ts";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import type { SqueezeResult } from "../../src/squeeze/squeeze-result.ts";
import { FEATURES } from "../cli/recordings.ts";
import { madeNetwork } from "../runtime/made-networks.ts";

const architecture = { inputs: FEATURES.length, hidden: [3], classes: 2 };

function container(features: readonly string[] = FEATURES, classes = ["healthy", "</script>"]): Uint8Array {
  const made = madeNetwork({ architecture, kernels: [{ kind: "float32" }], sparsity: 0, seed: 1 });
  return encodeContainer({ network: { ...made, features, classes }, madeFrom: "", provenance: { name: "x" } });
}

const model = (bytes: Uint8Array) => pageModel({ bytes, name: "m.coldpress", version: "0.1.0", figures: null });
const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const template = new Map([
  ["index.html", utf8('<meta content="{{policy}}">')],
  ["page.js", utf8("PAGE")],
  ["service-worker.js", utf8("WORKER")],
  ["style.css", utf8("p{}")],
]);

describe("webSite", () => {
  it("puts the container's bytes in front of the script, as data that comes out as it went in", async () => {
    const bytes = container();
    const site = await webSite(await model(bytes), template);
    const [first = "", rest] = text(site.get("page.js")).split("\n");
    expect(rest).toBe("PAGE");
    const told = JSON.parse(first.replace(/^globalThis\.coldpressModel=/, "").replace(/;$/, ""));
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
      text((await webSite(await model(bytes), template)).get("service-worker.js")).split("\n")[0] as string;
    const one = await begin(container());
    expect(one).toContain('PAGE_FILES=["./","index.html","page.js","style.css"]');
    expect(await begin(container())).toBe(one);
    expect(await begin(container(FEATURES, ["a", "b"]))).not.toBe(one);
  });
});

describe("pageModel", () => {
  it("refuses what cannot be asked about sound, and what is no container", async () => {
    const strange = FEATURES.map((name, i) => (i === 0 ? "age" : name));
    await expect(model(container(strange))).rejects.toThrow('m.coldpress: the network needs the feature "age"');
    await expect(model(container().slice(0, 99))).rejects.toThrow("m.coldpress");
    await expect(model(utf8("no container"))).rejects.toThrow("m.coldpress");
  });
});

describe("pageFigures", () => {
  const uar = { estimate: 0.7, interval: { low: 0.6, high: 0.8, level: 0.95 } };
  const evaluation = { classes: ["b", "a"], recordings: 40, recalls: [0.9, 0.5], uar, bySpeaker: [{}, {}, {}] };
  const result = {
    candidates: [{ name: "x", bytes: 99, develUar: 0.75 }],
    original: { devel: { recordings: 30, bySpeaker: null } },
    test: { networks: [{ name: "x", evaluation }] },
  } as unknown as SqueezeResult;
  const asked = { candidate: "x", sizeBytes: 99, classes: ["a", "b"] };

  it("are those of test, with recalls in the network's order of classes", () => {
    expect(pageFigures([result], asked)).toEqual({
      partition: "test",
      recordings: 40,
      speakers: 3,
      uar: 0.7,
      interval: uar.interval,
      recalls: [0.5, 0.9],
    });
  });

  it("are those of devel, and say so, where test was not asked", () => {
    const { partition, uar, interval } = pageFigures([{ ...result, test: null }], asked);
    expect({ partition, uar, interval }).toEqual({ partition: "devel", uar: 0.75, interval: null });
  });

  it("are refused for a network that the result does not know", () => {
    expect(() => pageFigures([result], { ...asked, sizeBytes: 98 })).toThrow('no candidate "x" of 98 bytes');
  });
});

import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import { resample } from "../../src/audio/resample.ts";
import type { Signal } from "../../src/audio/signal.ts";
import { pageHeaders } from "../../src/export/web-site.ts";
import { Compare2016Extractor } from "../../src/features/compare2016/extract.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import { recordingClassifier } from "../../src/recognition/recording-classifier.ts";
import { loadNetwork } from "../../src/runtime/load-network.ts";
import { CHROMIUM } from "../chromium.ts";
import { coldpress } from "../cli/run-coldpress.ts";
import { madeNetwork } from "../runtime/made-networks.ts";
import { openTab, type Tab } from "./browser-session.ts";

const GOLDEN = resolve("test/golden/compare2016");
const speech = readdirSync(GOLDEN)
  .filter((name) => name.endsWith(".wav"))
  .map((name) => join(GOLDEN, name));
const REAL = resolve("../shared/data/covid19_cough/wav");
const real = existsSync(REAL)
  ? readdirSync(REAL)
      .slice(0, 5)
      .map((name) => join(REAL, name))
  : [];

const folder = mkdtempSync(join(tmpdir(), "coldpress-site-"));
const site = join(folder, "site");
let container: Uint8Array;

/** About 10 KiB, of features of all families, scaled to what a recording gives, so that probabilities are not 0 and 1. */
function madeContainer(): Uint8Array {
  const features = COMPARE2016_NAMES.filter((_, place) => place % 9 === 4);
  const { values } = new Compare2016Extractor({ only: features }).extract(decodeWav(readFileSync(speech[0] as string)));
  const architecture = { inputs: features.length, hidden: [16], classes: 2 };
  const made = madeNetwork({ architecture, kernels: [{ kind: "codebook", entries: 16 }], sparsity: 0.2, seed: 3 });
  const scale = Float32Array.from(values, (value) => 1 / (Math.abs(value) + 1e-3));
  const offset = Float32Array.from(values, (value, i) => -0.9 * value * (scale[i] as number));
  const network = { ...made, features, classes: ["healthy", "cold"], normalization: { scale, offset } };
  return encodeContainer({ network, madeFrom: "", provenance: { name: "made up" } });
}

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** Serves the folder; without headers, as hosts do that know none, or with those that we ship. */
async function serve(withHeaders: boolean): Promise<{ server: Server; address: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] as string;
    asked.push(path);
    const file = join(site, path === "/" ? "index.html" : path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, ...(withHeaders ? pageHeaders(path) : {}) });
    response.end(readFileSync(file));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

/** Before the page's script: keeps what its worker says, and files that it offers for saving. */
const WATCH = `
  globalThis.heard = []; globalThis.offered = [];
  const Plain = Worker;
  globalThis.Worker = class extends Plain {
    constructor(...all) { super(...all); this.addEventListener("message", ({ data }) => data.kind === "heard" && heard.push(data.heard)); }
  };
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => { offered.push(blob); return make.call(URL, blob); };`;

async function opened(address: string, flags: readonly string[] = []): Promise<Tab> {
  const tab = await openTab(flags);
  await tab.send("Page.addScriptToEvaluateOnNewDocument", { source: WATCH });
  await tab.send("Page.navigate", { url: address });
  await tab.until(`document.readyState === "complete" && document.getElementById("record")?.disabled === false`);
  return tab;
}

/** Numbers by their bits: JSON knows no −0. */
interface Shown {
  readonly kind: string;
  readonly features?: number[];
  readonly probabilities?: number[];
}

const bitsOf = (values: Float32Array) => [...new Uint32Array(values.slice().buffer)];

/** Gives the page a file, as a person does, and waits for what comes of it. */
async function give(tab: Tab, path: string): Promise<Shown> {
  const before = await tab.evaluate<number>("heard.length");
  const { root } = await tab.send<{ root: { nodeId: number } }>("DOM.getDocument");
  const { nodeId } = await tab.send<{ nodeId: number }>("DOM.querySelector", {
    nodeId: root.nodeId,
    selector: "#file",
  });
  await tab.send("DOM.setFileInputFiles", { nodeId, files: [path] });
  await tab.until(`heard.length > ${before} && !document.getElementById("record").disabled`);
  return lastHeard(tab);
}

function lastHeard(tab: Tab): Promise<Shown> {
  return tab.evaluate<Shown>(
    `(({ kind, features, probabilities }) => ({ kind, ...(features && { features: [...new Uint32Array(features.slice().buffer)],
      probabilities: [...new Uint32Array(probabilities.slice().buffer)] }) }))(heard.at(-1))`,
  );
}

const text = (tab: Tab, id: string) => tab.evaluate<string>(`document.getElementById("${id}").innerText`);

/** What Node says of a file. */
async function inNode(path: string): Promise<{ features: number[]; probabilities: number[] }> {
  const network = await loadNetwork(container);
  const signal = decodeWav(readFileSync(path));
  const features = new Compare2016Extractor({ only: network.features }).extract(signal).values;
  return { features: bitsOf(features), probabilities: bitsOf(recordingClassifier(network)(signal).probabilities) };
}

function wavFile(name: string, signal: Signal): string {
  writeFileSync(join(folder, name), encodeWav(signal));
  return join(folder, name);
}

describe.skipIf(!CHROMIUM)(`the page in Chromium${real.length > 0 ? "" : " (without real recordings)"}`, () => {
  beforeAll(() => {
    container = madeContainer();
    writeFileSync(join(folder, "m.coldpress"), container);
    const { code, err } = coldpress(["export", "web", "m.coldpress", "--out", "site"], folder);
    expect(code, err).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is loaded with at most 100 kB, gzipped, with a network of 10 KiB", () => {
    expect(container.length).toBeGreaterThan(5 * 1024);
    const bytes = readdirSync(site)
      .filter((name) => !name.startsWith("_") && !name.startsWith("written"))
      .reduce((sum, name) => sum + gzipSync(readFileSync(join(site, name))).length, 0);
    console.log(`first load ${(bytes / 1000).toFixed(1)} kB gzipped, with a container of ${container.length} bytes`);
    expect(bytes).toBeLessThan(100_000);
  });

  describe.each([
    ["with the headers that are shipped", true],
    ["on a host without headers", false],
  ])("%s", (_, withHeaders) => {
    let host: Awaited<ReturnType<typeof serve>>;
    let tab: Tab;
    beforeAll(async () => {
      host = await serve(withHeaders);
      tab = await opened(host.address);
    });
    afterAll(async () => {
      await tab.close();
      host.server.closeAllConnections();
      host.server.close();
    });

    it("gives Node's bits for recordings, and asks for nothing meanwhile", { timeout: 300_000 }, async () => {
      await tab.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
      const [asked, requests] = [host.asked.length, tab.requests.length];
      const other = resample(decodeWav(readFileSync(speech[0] as string)), 44_100);
      for (const path of [...speech, ...real, wavFile("44100.wav", other)]) {
        const shown = await give(tab, path);
        const node = await inNode(path);
        expect(shown.kind, path).toBe("answer");
        expect(shown.features, path).toEqual(node.features);
        expect(shown.probabilities, path).toEqual(node.probabilities);
      }
      expect(host.asked.slice(asked)).toEqual([]);
      expect(tab.requests.slice(requests).filter((url) => !url.startsWith("blob:"))).toEqual([]);
      expect(tab.complaints).toEqual([]);
    });

    it("can open no connection, neither from the page nor from a worker as the listener is one", async () => {
      const asked = host.asked.length;
      // On the first visit no service worker stands between, which would refuse as well.
      expect(await tab.evaluate("navigator.serviceWorker.controller === null")).toBe(true);
      const attempt = `fetch(${JSON.stringify(`${host.address}stolen`)}).then(() => "sent", () => "blocked")`;
      expect(await tab.evaluate(attempt)).toBe("blocked");
      const worker = `${attempt}.then((what) => postMessage(what))`;
      expect(
        await tab.evaluate(`new Promise((resolve) => {
          new Worker(URL.createObjectURL(new Blob([${JSON.stringify(worker)}]))).onmessage = ({ data }) => resolve(data);
        })`),
      ).toBe("blocked");
      expect(host.asked.slice(asked)).toEqual([]);
    });

    it("stores nothing until its button is pressed, and deletes what that has stored", async () => {
      const stored = "[localStorage.length, document.cookie]";
      expect(await tab.evaluate(stored)).toEqual([0, ""]);
      await tab.evaluate(`document.querySelectorAll("#history button")[0].click()`);
      expect(await tab.evaluate("JSON.parse(localStorage.getItem(localStorage.key(0)))[0].probabilities.length")).toBe(
        2,
      );
      await tab.evaluate(`document.querySelectorAll("#history button")[1].click()`);
      expect(await tab.evaluate(stored)).toEqual([0, ""]);
      expect(await tab.evaluate(`document.getElementById("history").hidden`)).toBe(true);
    });

    it("works after its server has gone, loaded anew", { timeout: 120_000 }, async () => {
      host.server.closeAllConnections();
      await new Promise((resolve) => host.server.close(resolve));
      await tab.send("Page.reload");
      await tab.until(`document.readyState === "complete" && document.getElementById("record")?.disabled === false`);
      const path = speech[0] as string;
      expect((await give(tab, path)).probabilities).toEqual((await inNode(path)).probabilities);
    });
  });

  describe("for a person", () => {
    let host: Awaited<ReturnType<typeof serve>>;
    beforeAll(async () => {
      host = await serve(true);
    });
    afterAll(() => {
      host.server.closeAllConnections();
      host.server.close();
    });

    it("takes the microphone, and the WAV that it saves has the same answer in Node", {
      timeout: 120_000,
    }, async () => {
      const sound = decodeWav(readFileSync(speech[0] as string));
      const file = wavFile("microphone.wav", resample(sound, 48_000));
      const tab = await opened(host.address, [
        "--use-fake-ui-for-media-stream",
        `--use-file-for-fake-audio-capture=${file}`,
      ]);
      try {
        await tab.evaluate(`document.getElementById("record").click()`);
        await tab.until(`document.getElementById("clock").textContent.startsWith("3.")`);
        await tab.evaluate(`document.getElementById("record").click()`);
        await tab.until("heard.length === 1");
        const shown = await lastHeard(tab);
        expect(shown.kind).toBe("answer");
        await tab.until(`document.getElementById("save-sound") !== null`);
        await tab.evaluate(`document.getElementById("save-sound").click()`);
        const base64 = await tab.evaluate<string>(`new Promise((resolve) => {
          const reader = new FileReader(); reader.onload = () => resolve(reader.result.split(",")[1]); reader.readAsDataURL(offered.at(-1));
        })`);
        const saved = join(folder, "saved.wav");
        writeFileSync(saved, Buffer.from(base64, "base64"));
        expect(decodeWav(readFileSync(saved)).samples.length).toBeGreaterThan(2.5 * 44_100);
        const node = await inNode(saved);
        expect(shown.features).toEqual(node.features);
        expect(shown.probabilities).toEqual(node.probabilities);
        expect(tab.complaints).toEqual([]);
      } finally {
        await tab.close();
      }
    });

    it("says what to do where the microphone is refused", async () => {
      const tab = await opened(host.address, ["--deny-permission-prompts"]);
      try {
        await tab.evaluate(`document.getElementById("record").click()`);
        await tab.until(`/refused/.test(document.getElementById("status").innerText)`);
        expect(await tab.evaluate(`document.getElementById("record").disabled`)).toBe(false);
      } finally {
        await tab.close();
      }
    });

    it("has a sentence for each file that it cannot judge, and never a blank page", { timeout: 120_000 }, async () => {
      const tab = await opened(host.address);
      const noise = Float32Array.from({ length: 960 }, (_, n) => 0.1 * Math.sin(n * n));
      writeFileSync(join(folder, "words.txt"), "no sound at all");
      writeFileSync(join(folder, "broken.mp3"), Buffer.from([0xff, 0xfb, 0x90, 0, 1, 2, 3]));
      const cases: readonly (readonly [string, RegExp])[] = [
        [join(folder, "words.txt"), /No sound was found in words\.txt/],
        [join(folder, "broken.mp3"), /No sound was found in broken\.mp3/],
        [
          wavFile("short.wav", { samples: noise.subarray(0, 320), sampleRateHz: 16_000 }),
          /20 ms of sound; at least 60 ms/,
        ],
        [wavFile("silent.wav", { samples: new Float32Array(32_000), sampleRateHz: 16_000 }), /Nothing was heard/],
        [wavFile("long.wav", { samples: new Float32Array(7200 * 8000), sampleRateHz: 8000 }), /longer than 10 minutes/],
      ];
      try {
        for (const [path, words] of cases.slice(0, 4)) {
          await give(tab, path);
          expect(await text(tab, "answer")).toMatch(words);
        }
        const { root } = await tab.send<{ root: { nodeId: number } }>("DOM.getDocument");
        const { nodeId } = await tab.send<{ nodeId: number }>("DOM.querySelector", {
          nodeId: root.nodeId,
          selector: "#file",
        });
        await tab.send("DOM.setFileInputFiles", { nodeId, files: [cases[4]?.[0]] });
        await tab.until(`/longer than 10 minutes/.test(document.getElementById("status").innerText)`);
        await give(tab, wavFile("loud.wav", { samples: noise.map((x) => Math.sign(x)), sampleRateHz: 16_000 }));
        expect(await text(tab, "answer")).toMatch(/short.*clipped.*Given all the same/s);
        await tab.evaluate(`document.querySelector('[data-language="de"]').click()`);
        expect(await text(tab, "answer")).toMatch(/übersteuert/);
        expect(await tab.evaluate("document.documentElement.lang")).toBe("de");
      } finally {
        await tab.close();
      }
    });

    it("answers within half a second after ten seconds of speech", { timeout: 120_000 }, async () => {
      const { samples, sampleRateHz } = decodeWav(readFileSync(speech[0] as string));
      const ten = Float32Array.from({ length: 10 * sampleRateHz }, (_, n) => samples[n % samples.length] as number);
      const path = wavFile("ten.wav", { samples: ten, sampleRateHz });
      const tab = await opened(host.address);
      try {
        await give(tab, path);
        await tab.evaluate(`globalThis.began = 0; new MutationObserver(() => {
          if (document.getElementById("record").disabled) began = performance.now(); else globalThis.took = performance.now() - began;
        }).observe(document.getElementById("record"), { attributes: true })`);
        await give(tab, path);
        console.log(`verdict ${(await tab.evaluate<number>("took")).toFixed(0)} ms after 10 s of speech`);
        expect(await text(tab, "answer")).toMatch(/What the network says/);
      } finally {
        await tab.close();
      }
    });

    it("is accessible by axe's rules, light and dark, with and without an answer, from 320 px on", {
      timeout: 300_000,
    }, async () => {
      const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
      const tab = await opened(host.address);
      const look = process.env["COLDPRESS_LOOK"];
      try {
        await tab.evaluate(`${axe};undefined`);
        for (const answered of [false, true]) {
          if (answered) await give(tab, speech[0] as string);
          for (const scheme of ["light", "dark"])
            for (const width of [320, 390, 1280]) {
              const state = `${answered ? "answer" : "empty"}-${scheme}-${width}`;
              await tab.send("Emulation.setDeviceMetricsOverride", {
                width,
                height: 800,
                deviceScaleFactor: 1,
                mobile: width < 600,
              });
              await tab.send("Emulation.setEmulatedMedia", {
                features: [{ name: "prefers-color-scheme", value: scheme }],
              });
              expect(await tab.evaluate("document.documentElement.scrollWidth"), state).toBeLessThanOrEqual(width);
              const violations = await tab.evaluate<string[]>(
                `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`,
              );
              expect(violations, state).toEqual([]);
              if (look) await screenshot(tab, join(look, `${state}.png`));
            }
        }
      } finally {
        await tab.close();
      }
    });

    it("is used by keyboard alone: everything that can be pressed is reached by Tab, in the order of the page", async () => {
      const tab = await opened(host.address);
      try {
        const reached: string[] = [];
        for (let presses = 0; presses < 4; presses++) {
          for (const type of ["keyDown", "keyUp"])
            await tab.send("Input.dispatchKeyEvent", { type, key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 });
          reached.push(await tab.evaluate("document.activeElement.id || document.activeElement.lang"));
        }
        expect(reached).toEqual(["en", "de", "record", "file"]);
      } finally {
        await tab.close();
      }
    });
  });
});

async function screenshot(tab: Tab, path: string): Promise<void> {
  const { data } = await tab.send<{ data: string }>("Page.captureScreenshot", { captureBeyondViewport: true });
  writeFileSync(path, Buffer.from(data, "base64"));
}

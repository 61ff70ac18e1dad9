import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { resample } from "../../src/audio/resample.ts";
import { CHROMIUM } from "../chromium.ts";
import { FAKE_MICROPHONE, type Tab } from "./browser-session.ts";
import { type AskedServer, inNode, type MadeSite, madeSite, serveSite, speech, wavFile } from "./made-site.ts";
import { give, lastHeard, OFFERED_BASE64, openPage, press, textOf, withPage } from "./page-tab.ts";

const REAL = resolve("../shared/data/covid19_cough/wav");
const real = existsSync(REAL)
  ? readdirSync(REAL)
      .slice(0, 5)
      .map((name) => join(REAL, name))
  : [];

describe.skipIf(!CHROMIUM)(`the page in Chromium${real.length > 0 ? "" : " (without real recordings)"}`, () => {
  let site: MadeSite;
  beforeAll(() => {
    site = madeSite();
  });
  afterAll(() => site.remove());

  it("is loaded with at most 100 kB, gzipped, with a network of 10 KiB", () => {
    expect(site.container.length).toBeGreaterThan(5 * 1024);
    const bytes = [...site.files]
      .filter(([name]) => name !== "_headers")
      .reduce((sum, [, content]) => sum + gzipSync(content).length, 0);
    console.log(
      `first load ${(bytes / 1000).toFixed(1)} kB gzipped, with a container of ${site.container.length} bytes`,
    );
    expect(bytes).toBeLessThan(100_000);
  });

  describe.each([
    ["with the headers that are shipped", true],
    ["on a host without headers", false],
  ])("%s", (_, withHeaders) => {
    let host: AskedServer;
    let tab: Tab;
    beforeAll(async () => {
      host = await serveSite(site, withHeaders);
      tab = await openPage(host.address);
    });
    afterAll(async () => {
      await tab.close();
      await host.close();
    });

    it("gives Node's bits for recordings, and asks for nothing meanwhile", { timeout: 300_000 }, async () => {
      await tab.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
      const [asked, requests] = [host.asked.length, tab.requests.length];
      const other = resample(decodeWav(readFileSync(speech[0])), 44_100);
      for (const path of [...speech, ...real, wavFile(site, "44100.wav", other)])
        expect(await give(tab, path), path).toEqual(await inNode(site, path));
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
      await press(tab, "#history button:first-of-type");
      expect(await tab.evaluate("JSON.parse(localStorage.getItem(localStorage.key(0)))[0].probabilities.length")).toBe(
        2,
      );
      await press(tab, "#history button:last-of-type");
      expect(await tab.evaluate(stored)).toEqual([0, ""]);
      expect(await tab.evaluate(`document.getElementById("history").hidden`)).toBe(true);
    });
  });

  it("gives Node's bits in the device profile too, to a network that was trained in it", {
    timeout: 120_000,
  }, async () => {
    const device = madeSite("device");
    const host = await serveSite(device);
    try {
      await withPage(host.address, {}, async (tab) => {
        for (const path of [...speech, ...real])
          expect(await give(tab, path), path).toEqual(await inNode(device, path));
      });
      expect(await inNode(device, speech[0])).not.toEqual(await inNode(site, speech[0]));
    } finally {
      await host.close();
      device.remove();
    }
  });

  describe("for a person", { timeout: 120_000 }, () => {
    let host: AskedServer;
    beforeAll(async () => {
      host = await serveSite(site);
    });
    afterAll(() => host.close());

    it("takes the microphone, and the WAV that it saves has the same answer in Node", async () => {
      const sound = wavFile(site, "microphone.wav", resample(decodeWav(readFileSync(speech[0])), 48_000));
      const flags = [FAKE_MICROPHONE, "--use-fake-ui-for-media-stream", `--use-file-for-fake-audio-capture=${sound}`];
      await withPage(host.address, { flags }, async (tab) => {
        const takesFiles = `document.getElementById("file").disabled === false`;
        expect(await tab.evaluate(takesFiles)).toBe(true);
        await press(tab, "#record");
        expect(await tab.evaluate(takesFiles)).toBe(false);
        await tab.until(`Number.parseFloat(document.getElementById("clock").textContent) >= 3`);
        await press(tab, "#record");
        await tab.until("heard.length === 1");
        await tab.until(`document.getElementById("save-sound") !== null`);
        await press(tab, "#save-sound");
        const saved = join(site.folder, "saved.wav");
        writeFileSync(saved, Buffer.from(await tab.evaluate<string>(OFFERED_BASE64), "base64"));
        expect(decodeWav(readFileSync(saved)).samples.length).toBeGreaterThan(2.5 * 44_100);
        expect(await lastHeard(tab)).toEqual(await inNode(site, saved));
        expect(await textOf(tab, "answer")).not.toMatch(/microphone stopped/);
        expect(tab.complaints).toEqual([]);
      });
    });

    it("draws the waveform from edge to edge, its upper side above its lower one", async () => {
      await withPage(host.address, {}, async (tab) => {
        await give(tab, speech[0]);
        const points = await tab.evaluate<string>(`document.querySelector("polygon.wave").getAttribute("points")`);
        const heights = points.split(" ").map((point) => Number(point.split(",")[1]));
        const upper = heights.slice(0, heights.length / 2);
        const lower = heights.slice(heights.length / 2).reverse();
        // 2 and 98 of 100 are the peak; speech comes near it on both sides.
        const [top, bottom] = [Math.min(...upper), Math.max(...lower)];
        expect(Math.min(top, 100 - bottom)).toBe(2);
        expect(Math.max(top, 100 - bottom)).toBeLessThan(40);
        for (const [part, height] of upper.entries()) expect(height).toBeLessThanOrEqual(lower[part]);
      });
    });

    it("answers within half a second after ten seconds of speech", async () => {
      const { samples, sampleRateHz } = decodeWav(readFileSync(speech[0]));
      const ten = Float32Array.from({ length: 10 * sampleRateHz }, (_, n) => samples[n % samples.length]);
      const path = wavFile(site, "ten.wav", { samples: ten, sampleRateHz });
      await withPage(host.address, {}, async (tab) => {
        await give(tab, path);
        // From the person's choice to the new answer.
        await tab.evaluate(`document.getElementById("file").addEventListener("change", () => { globalThis.began = performance.now(); }, true);
          new MutationObserver(() => { globalThis.took = performance.now() - began; }).observe(document.getElementById("answer"), { childList: true })`);
        const times: number[] = [];
        for (let visit = 0; visit < 5; visit++) {
          await give(tab, path);
          times.push(await tab.evaluate<number>("took"));
        }
        const all = times.map((ms) => ms.toFixed(0)).join(", ");
        console.log(`verdict ${all} ms after 10 s of speech, on a machine that may be busy`);
        expect(await textOf(tab, "answer")).toMatch(/What the network says/);
      });
    });
  });
});

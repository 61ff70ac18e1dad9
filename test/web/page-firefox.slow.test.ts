import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { resample } from "../../src/audio/resample.ts";
import { FIREFOX, type FirefoxTab, MOCK_LOUDSPEAKER, openFirefox } from "./firefox-session.ts";
import { type AskedServer, inNode, type MadeSite, madeSite, serveSite, speech, wavFile } from "./made-site.ts";
import { give, lastHeard, OFFERED_BASE64, press, READY, textOf, WATCH } from "./page-tab.ts";

/** In front of the page's own script, so that it is the page that tries. */
const BEFORE = `
  globalThis.complaints = [];
  addEventListener("error", ({ message }) => complaints.push(message));
  addEventListener("securitypolicyviolation", ({ violatedDirective }) => complaints.push(violatedDirective));
  globalThis.attempt = (address) => fetch(address).then(() => "sent", () => "blocked");
  globalThis.attemptInWorker = (address) => new Promise((resolve) => {
    const script = "fetch(" + JSON.stringify(address) + ").then(() => 'sent', () => 'blocked').then((what) => postMessage(what))";
    new Plain(URL.createObjectURL(new Blob([script]))).onmessage = ({ data }) => resolve(data);
  });`;

describe.skipIf(!FIREFOX)(
  `the page in Firefox${FIREFOX ? "" : ", which is not installed here"}`,
  { timeout: 200_000 },
  () => {
    let site: MadeSite;
    let host: AskedServer;
    let tab: FirefoxTab;
    beforeAll(async () => {
      site = madeSite();
      const script = new TextDecoder().decode(site.files.get("page.js"));
      const files = new Map(site.files).set("page.js", new TextEncoder().encode(`${WATCH};${BEFORE};${script}`));
      host = await serveSite({ ...site, files });
      tab = await openFirefox(MOCK_LOUDSPEAKER);
      await tab.open(host.address);
      await tab.until(READY);
    });
    afterAll(async () => {
      await tab.close();
      await host.close();
      site.remove();
    });

    it("gives Node's bits for recordings, and asks for nothing meanwhile", async () => {
      await tab.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
      const asked = host.asked.length;
      const other = resample(decodeWav(readFileSync(speech[0])), 44_100);
      for (const path of [...speech, wavFile(site, "44100.wav", other)])
        expect(await give(tab, path), path).toEqual(await inNode(site, path));
      expect(host.asked.slice(asked)).toEqual([]);
      expect(await tab.evaluate("complaints")).toEqual([]);
    });

    it("takes the microphone at the device's own rate, and the WAV that it saves has the same answer in Node", async () => {
      await tab.press("#record");
      await tab.until(`Number.parseFloat(document.getElementById("clock").textContent) >= 2`);
      const before = await tab.evaluate<number>("heard.length");
      await tab.press("#record");
      await tab.until(`heard.length > ${before} && document.getElementById("save-sound") !== null`);
      const shown = await lastHeard(tab);
      await tab.press("#save-sound");
      const saved = join(site.folder, "saved.wav");
      writeFileSync(saved, Buffer.from(await tab.evaluate<string>(OFFERED_BASE64), "base64"));
      expect(decodeWav(readFileSync(saved)).samples.length).toBeGreaterThan(1.5 * 16_000);
      expect(shown).toEqual(await inNode(site, saved));
      expect(await textOf(tab, "answer")).toMatch(/What the network says/);
    });

    it("says what to do where there is no loudspeaker, without which Firefox gives no sound", async () => {
      const other = await openFirefox();
      try {
        await other.open(host.address);
        await other.until(READY);
        await other.press("#record");
        await other.until(`document.getElementById("status").className === "problem"`);
        expect(await textOf(other, "status")).toMatch(/Connect loudspeakers or headphones/);
        await press(other, '[data-language="de"]');
        expect(await textOf(other, "status")).toMatch(/Schließen Sie Lautsprecher oder Kopfhörer an/);
        expect((await give(other, speech[0])).kind).toBe("answer");
      } finally {
        await other.close();
      }
    });

    it("can open no connection, neither from the page nor from a worker as the listener is one", async () => {
      const asked = host.asked.length;
      const address = JSON.stringify(`${host.address}stolen`);
      expect(await tab.evaluate("navigator.serviceWorker.controller === null")).toBe(true);
      expect(await tab.evaluate(`attempt(${address})`)).toBe("blocked");
      expect(await tab.evaluate(`attemptInWorker(${address})`)).toBe("blocked");
      expect(host.asked.slice(asked)).toEqual([]);
      expect(await tab.evaluate("complaints")).toContain("connect-src");
    });

    it("opens and answers with its server shut down and the network off", async () => {
      const path = speech[0];
      await host.close();
      await tab.goOffline();
      await tab.open(host.address);
      await tab.until(`globalThis.heard?.length === 0 && ${READY}`);
      expect(await give(tab, path)).toEqual(await inNode(site, path));
    });
  },
);

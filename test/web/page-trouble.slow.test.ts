import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { resample } from "../../src/audio/resample.ts";
import { CHROMIUM } from "../chromium.ts";
import { FAKE_MICROPHONE, type Tab } from "./browser-session.ts";
import { longFlac, longMp3, longWav } from "./long-files.ts";
import { type AskedServer, type MadeSite, madeSite, serveSite, speech, wavFile } from "./made-site.ts";
import { drop, give, type PageVisit, press, READY, textOf, withPage } from "./page-tab.ts";

const TWO_HOURS = 7200;

/** English, then German, of the same part of the page. */
async function inBoth(tab: Tab, id: string): Promise<[english: string, german: string]> {
  const english = await textOf(tab, id);
  await press(tab, '[data-language="de"]');
  const german = await textOf(tab, id);
  await press(tab, '[data-language="en"]');
  return [english, german];
}

describe.skipIf(!CHROMIUM)("where something is missing or wrong, the page in Chromium", { timeout: 200_000 }, () => {
  let site: MadeSite;
  let host: AskedServer;
  let origin: string;
  beforeAll(async () => {
    site = madeSite();
    host = await serveSite(site);
    origin = host.address.slice(0, -1);
  });
  afterAll(async () => {
    await host.close();
    site.remove();
  });

  describe("says what to do", () => {
    const busy = `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("Could not start audio source", "NotReadableError"))`;
    it.each<[string, PageVisit, RegExp, RegExp]>([
      ["without a microphone", {}, /no microphone\. Connect one, or choose/, /kein Mikrofon\. Schließen Sie eines an/],
      [
        "where the microphone is refused",
        { flags: [FAKE_MICROPHONE, "--deny-permission-prompts"] },
        /refused\. Allow it in the browser's settings/,
        /verweigert\. Erlauben Sie es in den Einstellungen/,
      ],
      [
        "where another program has the microphone",
        { flags: [FAKE_MICROPHONE], before: busy },
        /another program may be using it\. Close that one/,
        /benutzt es ein anderes Programm\. Schließen Sie es/,
      ],
      [
        "where the page may not ask for it, as without https",
        { flags: [FAKE_MICROPHONE], before: "Object.defineProperty(navigator, 'mediaDevices', { value: undefined })" },
        /open it by https.*Files can be chosen/,
        /über https.*Dateien können Sie trotzdem wählen/,
      ],
      [
        "where the page itself has a mistake",
        { flags: [FAKE_MICROPHONE], before: "Object.defineProperty(globalThis, 'AudioContext', { value: undefined })" },
        /went wrong in this page\. Load it again/,
        /schiefgegangen\. Laden Sie sie noch einmal/,
      ],
    ])("%s", async (_, visit, english, german) => {
      await withPage(host.address, visit, async (tab) => {
        await press(tab, "#record");
        await tab.until(`document.getElementById("status").className === "problem"`);
        const said = await inBoth(tab, "status");
        expect(said[0]).toMatch(english);
        expect(said[1]).toMatch(german);
        // Whoever has no microphone has a file.
        expect((await give(tab, speech[0])).kind).toBe("answer");
        expect(tab.complaints).toEqual([]);
      });
    });
  });

  it("answers to what came before the microphone stopped by itself, and says so", async () => {
    const sound = wavFile(site, "microphone.wav", resample(decodeWav(readFileSync(speech[0])), 48_000));
    const flags = [FAKE_MICROPHONE, `--use-file-for-fake-audio-capture=${sound}`];
    await withPage(host.address, { flags }, async (tab) => {
      await tab.send("Browser.grantPermissions", { permissions: ["audioCapture"], origin });
      await press(tab, "#record");
      await tab.until(`/^[2-9]/.test(document.getElementById("clock").textContent)`);
      // Chromium ends the tracks of whom it takes the permission away.
      await tab.send("Browser.setPermission", { permission: { name: "microphone" }, setting: "denied", origin });
      await tab.until("heard.length === 1");
      await tab.until(READY);
      const [english, german] = await inBoth(tab, "answer");
      expect(english).toMatch(/What the network says\s+The microphone stopped before you did/);
      expect(german).toMatch(/Das Mikrofon hat vor Ihnen aufgehört/);
      expect(await textOf(tab, "record")).toBe("Record");
      expect(tab.complaints).toEqual([]);
    });
  });

  it("does not glue what comes after a phone call to what came before", async () => {
    const before = `const PlainContext = AudioContext;
      globalThis.AudioContext = class extends PlainContext { constructor() { super(); globalThis.context = this; } };`;
    const flags = [FAKE_MICROPHONE, "--use-fake-ui-for-media-stream"];
    await withPage(host.address, { flags, before }, async (tab) => {
      await press(tab, "#record");
      await tab.until(`/^[2-9]/.test(document.getElementById("clock").textContent)`);
      await tab.evaluate("context.suspend()");
      await tab.until("heard.length === 1");
      await tab.until(READY);
      expect(await textOf(tab, "answer")).toMatch(/The microphone stopped before you did/);
    });
  });

  it("takes a file that is dropped, and not what is none", async () => {
    await withPage(host.address, {}, async (tab) => {
      const shown = await give(tab, speech[0], (its, path) => drop(its, path, { x: 200, y: 300 }));
      expect(shown.kind).toBe("answer");
      expect(await tab.evaluate("document.body.className")).toBe("");
      await tab.evaluate(`dispatchEvent(new DragEvent("drop", { dataTransfer: new DataTransfer() }))`);
      const [english, german] = await inBoth(tab, "status");
      expect(english).toMatch(/dropped is no file\. Save the recording as a file/);
      expect(german).toMatch(/ist keine Datei\. Sichern Sie/);
      expect(tab.complaints).toEqual([]);
    });
  });

  it("has a sentence for each file that it does not take to its worker", async () => {
    const at = (name: string) => join(site.folder, name);
    writeFileSync(at("empty.wav"), "");
    longWav(at("large.wav"), TWO_HOURS);
    longWav(at("hour.wav"), TWO_HOURS / 6);
    longMp3(at("hours.mp3"), TWO_HOURS);
    longFlac(at("hours.flac"), TWO_HOURS);
    await withPage(host.address, {}, async (tab) => {
      for (const [path, english, german] of [
        [at("empty.wav"), /empty\.wav is empty.*Choose another recording/, /ist leer.*Wählen Sie eine andere/],
        [at("large.wav"), /1271 MB, more than 230 MB\. Cut out the part/, /1271 MB, mehr als 230 MB\. Schneiden Sie/],
        [at("hour.wav"), /longer than 10 minutes\. Cut out the part/, /länger als 10 Minuten\. Schneiden Sie/],
        [at("hours.mp3"), /longer than 10 minutes\. Cut out the part/, /länger als 10 Minuten\. Schneiden Sie/],
        [at("hours.flac"), /longer than 10 minutes\. Cut out the part/, /länger als 10 Minuten\. Schneiden Sie/],
        [site.folder, /cannot be read.*Choose the recording again/, /lässt sich nicht lesen.*Wählen Sie/],
      ] as const) {
        await tab.choose("#file", path);
        await tab.until(`document.getElementById("status").className === "problem" && ${READY}`);
        const said = await inBoth(tab, "status");
        expect(said[0], path).toMatch(english);
        expect(said[1], path).toMatch(german);
        // The next file's sentence is not to be mistaken for this one's.
        await tab.evaluate(`document.getElementById("status").className = ""`);
      }
      expect(await tab.evaluate("heard.length")).toBe(0);
      expect(tab.complaints).toEqual([]);
    });
  });

  it("has a sentence for each recording that it cannot judge", async () => {
    const noise = Float32Array.from({ length: 960 }, (_, n) => 0.1 * Math.sin(n * n));
    const at16 = (name: string, samples: Float32Array) => wavFile(site, name, { samples, sampleRateHz: 16_000 });
    writeFileSync(join(site.folder, "words.txt"), "no sound at all");
    writeFileSync(join(site.folder, "broken.mp3"), Buffer.from([0xff, 0xfb, 0x90, 0, 1, 2, 3]));
    await withPage(host.address, {}, async (tab) => {
      for (const [path, english, german] of [
        [join(site.folder, "words.txt"), /No sound was found in words\.txt\. Choose/, /words\.txt wurde kein Ton/],
        [join(site.folder, "broken.mp3"), /No sound was found in broken\.mp3\. Choose/, /broken\.mp3 wurde kein Ton/],
        [at16("short.wav", noise.subarray(0, 320)), /20 ms of sound; at least 60 ms.*Record again/, /20 ms Ton/],
        [at16("silent.wav", new Float32Array(32_000)), /Nothing was heard.*switched on/, /nichts zu hören/],
      ] as const) {
        await give(tab, path);
        const said = await inBoth(tab, "answer");
        expect(said[0], path).toMatch(english);
        expect(said[1], path).toMatch(german);
        expect(await textOf(tab, "status")).toMatch(/no answer; the reason is below/);
      }
      await give(tab, at16("loud.wav", noise.map(Math.sign)));
      const [english, german] = await inBoth(tab, "answer");
      expect(english).toMatch(/short.*clipped.*Given all the same/s);
      expect(german).toMatch(/übersteuert/);
      expect(tab.complaints).toEqual([]);
    });
  });

  describe("tells whoever cannot use it which browser can", () => {
    const loaded = `document.readyState === "complete"`;
    it.each([
      ["without WASM SIMD", "--js-flags=--no-enable-sse4-1 --no-enable-ssse3"],
      ["without WASM", "--js-flags=--jitless"],
    ])("%s", async (_, flag) => {
      const until = `${loaded} && document.getElementById("status").className === "problem"`;
      await withPage(host.address, { flags: [flag], until }, async (tab) => {
        const [english, german] = await inBoth(tab, "status");
        expect(english).toMatch(/cannot run the network: take Chrome 92, Firefox 90, Safari 16\.4 or newer/);
        expect(german).toMatch(/Dieser Browser kann das Netz nicht ausführen: Nehmen Sie Chrome 92/);
        expect(await textOf(tab, "limits")).toMatch(/An answer is no diagnosis/);
        expect(await tab.evaluate(`document.getElementById("record").disabled`)).toBe(true);
        expect(tab.complaints).toEqual([]);
      });
    });

    it("where the script does not run at all", async () => {
      const files = new Map(site.files).set("page.js", new TextEncoder().encode("class { a script of the future"));
      const other = await serveSite({ ...site, files });
      try {
        const shows = `getComputedStyle(document.getElementById("unable")).visibility === "visible"`;
        await withPage(other.address, { until: `${loaded} && ${shows}` }, async (tab) => {
          expect(await textOf(tab, "unable")).toMatch(/does not run: allow JavaScript.*läuft nicht: Erlauben Sie/s);
        });
      } finally {
        await other.close();
      }
    });
  });
});

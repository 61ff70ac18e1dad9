import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import { resample } from "../../src/audio/resample.ts";
import { serveFiles } from "../../src/node/serve-files.ts";
import { CHROMIUM } from "../chromium.ts";
import { SPEECH, writeNetwork } from "../cli/recordings.ts";
import { FAKE_MICROPHONE, openTab } from "./browser-session.ts";

/** The program that docs/web.md shows, by the names of its files. */
function shownFiles(): Map<string, string> {
  const blocks = readFileSync("docs/web.md", "utf8").matchAll(/```js\n\/\/ (\S+)\n([\s\S]*?)```/g);
  return new Map([...blocks].map(([, name, code]) => [name, code]));
}

/** As an app's bundler makes it. */
async function bundled(code: string): Promise<string> {
  const stdin = { contents: code, resolveDir: "." };
  const { outputFiles } = await build({ stdin, bundle: true, format: "iife", platform: "browser", write: false });
  return outputFiles[0]?.text;
}

it.skipIf(!CHROMIUM)("the program in docs/web.md records, answers and takes files", { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-own-page-"));
  writeNetwork(folder);
  const sound = join(folder, "microphone.wav");
  writeFileSync(sound, encodeWav(resample(decodeWav(readFileSync(SPEECH)), 48_000)));
  const shown = shownFiles();
  const files = new Map<string, Uint8Array>([
    ["index.html", Buffer.from('<button>Record</button><output></output><script src="page.js"></script>')],
    ["page.js", Buffer.from(shown.get("page.js") as string)],
    ["recorder.js", Buffer.from(shown.get("recorder.js") as string)],
    ["listener.js", Buffer.from(await bundled(shown.get("listener.js") as string))],
    ["cold.coldpress", readFileSync(join(folder, "m.coldpress"))],
    ["speech.wav", readFileSync(SPEECH)],
  ]);
  const server = await serveFiles(files, () => ({}));
  const tab = await openTab([
    FAKE_MICROPHONE,
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-audio-capture=${sound}`,
  ]);
  const answer = async (): Promise<unknown> => {
    await tab.until(`document.querySelector("output").value !== ""`);
    return JSON.parse(await tab.evaluate<string>(`document.querySelector("output").value`));
  };
  try {
    await tab.send("Page.navigate", { url: server.address });
    await tab.until(`document.readyState === "complete" && document.querySelector("button") !== null`);
    await tab.evaluate(`document.querySelector("button").click()`);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await tab.evaluate(`document.querySelector("button").click()`);
    expect(await answer()).toMatchObject({ classes: ["healthy", "cold"], probabilities: { 0: expect.any(Number) } });
    await tab.evaluate(`document.querySelector("output").value = "";
      fetch("speech.wav").then((file) => file.arrayBuffer()).then((bytes) => listener.postMessage(bytes))`);
    expect(await answer()).toMatchObject({ doubts: ["short"], predicted: expect.stringMatching(/^(healthy|cold)$/) });
    expect(tab.complaints.filter((words) => !words.includes("404"))).toEqual([]);
  } finally {
    await tab.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

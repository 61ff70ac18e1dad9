/**
 * A page of ours in a headless Chromium, for what only a browser can show.
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The browser of this machine, if it has one. */
export const CHROMIUM = NAMES.find((name) => spawnSync(name, ["--version"]).status === 0);

const FLAGS =
  "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-crash-reporter";
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
const LONGEST_MS = 120_000;

/**
 * Opens a page of a server on 127.0.0.1 in Chromium and gives what the page sends back, `POST /result` with JSON. Browser, server
 * and profile are gone when it returns.
 *
 * @param contentOf  What stands at a path; "/" is the page.
 * @throws Error with the browser's last words if it ends, or does nothing for two minutes.
 */
export async function resultOfPage(contentOf: (path: string) => Uint8Array | string | undefined): Promise<unknown> {
  const server = createServer((request, response) => {
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
  const { port } = server.address() as AddressInfo;
  try {
    return await inChromium(
      `http://127.0.0.1:${port}/`,
      once(server, "result").then(([result]) => result as unknown),
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function inChromium(address: string, result: Promise<unknown>): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), "coldpress-browser-"));
  // A process group of its own: a browser is many processes, and all of them write into the profile until they end.
  const browser = spawn(CHROMIUM as string, [...FLAGS.split(" "), `--user-data-dir=${profile}`, address], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  browser.stderr.on("data", (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-2000);
  });
  // All of them hold this end of the pipe: it closes when the last one has ended.
  const ended = once(browser, "close");
  const late = new AbortController();
  const died = ended.then(() => Promise.reject(new Error(`${CHROMIUM} ended before the page answered: ${words}`)));
  const tooLate = once(AbortSignal.any([late.signal, AbortSignal.timeout(LONGEST_MS)]), "abort").then(() =>
    Promise.reject(new Error(`${CHROMIUM}: the page did not answer within ${LONGEST_MS / 1000} s: ${words}`)),
  );
  try {
    return await Promise.race([result, died, tooLate]);
  } finally {
    died.catch(() => undefined);
    tooLate.catch(() => undefined);
    late.abort();
    killGroup(browser);
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

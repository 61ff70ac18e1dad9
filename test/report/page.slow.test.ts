import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { renderReport } from "../../src/report/report.ts";
import { CHROMIUM } from "../chromium.ts";
import { madeUpResult } from "./results.ts";

const folder = mkdtempSync(join(tmpdir(), "coldpress-page-"));
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

interface NetLog {
  readonly events: readonly { readonly params?: { readonly url?: string; readonly initiator?: string } }[];
}

/** The page's DOM after its script ran, and every address outside that it asked for (the browser's own left out). */
function open(page: string): { dom: string; asked: string[] } {
  writeFileSync(join(folder, "page.html"), page);
  const flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking";
  const more = ["--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"];
  // A profile of its own each time: processes of the browser before may still hold theirs.
  const own = mkdtempSync(join(folder, "profile-"));
  const log = join(own, "net.json");
  const places = [`--user-data-dir=${own}`, `--log-net-log=${log}`];
  const { stdout, signal } = spawnSync(
    CHROMIUM as string,
    [...flags.split(" "), ...more, ...places, "--dump-dom", `file://${join(folder, "page.html")}`],
    { encoding: "utf8", timeout: 300_000, maxBuffer: 2 ** 26 },
  );
  expect(signal).toBeNull();
  const { events } = JSON.parse(readFileSync(log, "utf8")) as NetLog;
  const requests = events.filter(({ params }) => params?.initiator && params.initiator !== "not an origin");
  const asked = requests.flatMap(({ params }) => (params?.url && !params.url.startsWith("file:") ? [params.url] : []));
  return { dom: stdout, asked };
}

describe.skipIf(!CHROMIUM)("the page in Chromium", () => {
  it("would be caught asking for a picture, if it did", () => {
    const { asked } = open('<!doctype html><img src="http://coldpress.invalid/picture.png">');
    expect(asked).toContain("http://coldpress.invalid/picture.png");
  });

  it("asks for nothing, and its script runs under its own policy: the copy buttons appear", () => {
    const page = renderReport(madeUpResult({ models: ["A", "B"] }));
    const hidden = page.match(/<button type="button" data-copy[^>]* hidden/g) ?? [];
    const { dom, asked } = open(page);
    expect(hidden.length).toBeGreaterThan(8);
    expect(asked).toEqual([]);
    expect(dom.match(/<button type="button" data-copy="">/g)).toHaveLength(hidden.length);
    expect(dom).not.toContain('data-copy="" hidden');
  });
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { renderReport } from "../../src/report/report.ts";
import { madeUpResult } from "./results.ts";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];
const browser = BROWSERS.find((name) => spawnSync(name, ["--version"]).status === 0);
const folder = mkdtempSync(join(tmpdir(), "coldpress-page-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface NetLog {
  readonly events: readonly { readonly params?: { readonly url?: string; readonly initiator?: string } }[];
}

/** The page's DOM after its script ran, and every address outside that it asked for (the browser's own left out). */
function open(page: string): { dom: string; asked: string[] } {
  writeFileSync(join(folder, "page.html"), page);
  const flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking";
  const more = ["--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"];
  const log = join(folder, "net.json");
  const places = [`--user-data-dir=${join(folder, "profile")}`, `--log-net-log=${log}`];
  const { stdout } = spawnSync(
    browser as string,
    [...flags.split(" "), ...more, ...places, "--dump-dom", `file://${join(folder, "page.html")}`],
    { encoding: "utf8", timeout: 60_000, maxBuffer: 2 ** 26 },
  );
  const { events } = JSON.parse(readFileSync(log, "utf8")) as NetLog;
  const own = events.filter(({ params }) => params?.initiator && params.initiator !== "not an origin");
  const asked = own.flatMap(({ params }) => (params?.url && !params.url.startsWith("file:") ? [params.url] : []));
  return { dom: stdout, asked };
}

describe.skipIf(!browser)("the page in Chromium", () => {
  it("would be caught asking for a picture, if it did", () => {
    const { asked } = open('<!doctype html><img src="http://coldpress.invalid/picture.png">');
    expect(asked).toContain("http://coldpress.invalid/picture.png");
  });

  it("asks for nothing, and its script runs under its own policy: the copy buttons appear", () => {
    const { dom, asked } = open(renderReport(madeUpResult({ models: ["A", "B"] })));
    expect(asked).toEqual([]);
    expect(dom.match(/<button type="button" data-copy="">/g)).toHaveLength(9);
    expect(dom).not.toContain('data-copy="" hidden');
  });
});

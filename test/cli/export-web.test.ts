import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { madeUpResult } from "../report/results.ts";
import { writeNetwork } from "./recordings.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

describe("coldpress export web", () => {
  it("writes a folder of static files, and writes it anew over its own", () => {
    const folder = temporaryFolder();
    writeNetwork(folder);
    for (let times = 0; times < 2; times++) {
      const { code, out, err } = coldpress(["export", "web", "m.coldpress", "--out", "site"], folder);
      expect({ code, out }).toEqual({ code: 0, out: "site\n" });
      expect(err).toContain("it is not known how good the network is");
    }
    expect(readdirSync(join(folder, "site")).sort()).toEqual(
      ["_headers", "icon-180.png", "icon-512.png", "icon.svg", "index.html", "manifest.webmanifest", "page.js"].concat([
        "recorder.js",
        "service-worker.js",
        "style.css",
        "written-by-coldpress.txt",
      ]),
    );
    expect(readFileSync(join(folder, "site/index.html"), "utf8")).not.toContain("{{");
  });

  it("refuses other files, networks and options in one line, and writes nothing", () => {
    const folder = temporaryFolder();
    writeNetwork(folder);
    writeLearnableTables(folder, 8);
    coldpress(["train", "--features", ".", "--hidden", "3", "--epochs", "1", "--out", "a.safetensors"], folder);
    coldpress(["quantize", "a.safetensors", "--method", "float16", "--out", "b.coldpress"], folder);
    writeFileSync(join(folder, "cut.coldpress"), readFileSync(join(folder, "m.coldpress")).subarray(0, 60));
    for (const [args, complaint] of [
      [["none.coldpress"], "none.coldpress"],
      [["cut.coldpress"], "cut.coldpress"],
      [["small.test.csv"], "small.test.csv: is none of coldpress's files"],
      [["a.safetensors"], "a.safetensors is .safetensors, the page takes .coldpress"],
      [["b.coldpress"], "b.coldpress: the network needs the feature"],
      [["m.coldpress", "--int8"], "export web: --int8 does nothing there"],
      [["m.coldpress", "--figures", "small.test.csv"], "small.test.csv: is not JSON"],
    ] as const) {
      const { code, err } = coldpress(["export", "web", ...args, "--out", "site"], folder);
      expect({ args, code, lines: err.trimEnd().split("\n").length }).toEqual({ args, code: 2, lines: 1 });
      expect(err).toContain(complaint);
    }
    expect(existsSync(join(folder, "site"))).toBe(false);
  });

  it("takes the figures from the result of an experiment, if that knows the network", () => {
    const folder = temporaryFolder();
    writeNetwork(folder, undefined, { name: "linear-80-4-bit" });
    const sizeBytes = statSync(join(folder, "m.coldpress")).size;
    const write = (bytes: number): void => {
      const result = madeUpResult({ squeezed: "linear-80-4-bit", models: ["A", "B"] });
      const models = result.models.map((model) => ({
        ...model,
        squeezed: model.squeezed && {
          ...model.squeezed,
          candidates: model.squeezed.candidates.map((candidate) => ({ ...candidate, bytes })),
        },
      }));
      writeFileSync(join(folder, "result.json"), JSON.stringify({ ...result, models }));
    };
    const args = ["export", "web", "m.coldpress", "--figures", "result.json", "--out", "site"];
    write(sizeBytes + 1);
    expect(coldpress(args, folder)).toMatchObject({ code: 2, err: expect.stringContaining("is of other networks") });
    write(sizeBytes);
    expect(coldpress(args, folder)).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(join(folder, "site/page.js"), "utf8")).toContain('"partition":"test"');
  });

  it("leaves a folder alone in which a file of that name is not its own", () => {
    const folder = temporaryFolder();
    writeNetwork(folder);
    writeFileSync(join(folder, "index.html"), "mine");
    const { code, err } = coldpress(["export", "web", "m.coldpress", "--out", "."], folder);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("index.html: is there and not by coldpress"),
    });
    expect(readFileSync(join(folder, "index.html"), "utf8")).toBe("mine");
    expect(existsSync(join(folder, "page.js"))).toBe(false);
  });

  it("serves it on 127.0.0.1 with its headers until it is interrupted", { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    writeNetwork(folder);
    const args = [resolve("dist/cli/coldpress.js"), "export", "web", "m.coldpress", "--out", "site", "--open"];
    const server = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    try {
      const address = await addressIn(server);
      expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      const page = await fetch(address);
      expect(page.headers.get("content-security-policy")).toContain("connect-src 'none'");
      expect(await page.text()).toContain("connect-src 'none'");
      expect((await fetch(`${address}../package.json`)).status).toBe(404);
      server.kill("SIGINT");
      expect(await once(server, "exit")).toEqual([0, null]);
    } finally {
      server.kill("SIGKILL");
    }
  });
});

async function addressIn({ stderr }: ChildProcess): Promise<string> {
  let said = "";
  for await (const chunk of stderr as NonNullable<typeof stderr>) {
    said += String(chunk);
    const [address] = /http:\S+/.exec(said) ?? [];
    if (address) return address;
  }
  throw new Error(`no address in: ${said}`);
}

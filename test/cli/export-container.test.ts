import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeContainer } from "../../src/formats/container/container-file.ts";
import { madeUpResult } from "../report/results.ts";
import { writeNetwork } from "./recordings.ts";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

const NAME = "linear-80-4-bit";

/** A folder as `coldpress squeeze` leaves one: m.coldpress and the squeeze.json that knows it. */
function squeezedFolder(): string {
  const folder = temporaryFolder();
  writeNetwork(folder, undefined, { name: NAME, fingerprint: "0123" });
  const bytes = statSync(join(folder, "m.coldpress")).size;
  const squeezed = madeUpResult({ squeezed: NAME }).models[0]?.squeezed;
  const candidates = squeezed?.candidates.map((candidate) => ({ ...candidate, bytes }));
  writeFileSync(join(folder, "squeeze.json"), JSON.stringify({ ...squeezed, candidates }));
  return folder;
}

describe("coldpress export container", () => {
  it("writes the same network with its figures, which its page then shows wherever it lies", () => {
    const folder = squeezedFolder();
    const { code, out, err } = coldpress(["export", "container", "m.coldpress", "--out", "cold.coldpress"], folder);
    expect({ code, out, err }).toEqual({ code: 0, out: "cold.coldpress\n", err: "" });
    const [before, after] = ["m.coldpress", "cold.coldpress"].map((name) =>
      decodeContainer(readFileSync(join(folder, name)), name),
    );
    expect(after?.network).toEqual(before?.network);
    expect(after?.provenance).toMatchObject({
      name: NAME,
      uar: [expect.any(Number), expect.any(Number), expect.any(Number)],
    });
    expect(after?.provenance).not.toHaveProperty("fingerprint");

    mkdirSync(join(folder, "elsewhere"));
    renameSync(join(folder, "cold.coldpress"), join(folder, "elsewhere/cold.coldpress"));
    const page = coldpress(["export", "web", "elsewhere/cold.coldpress", "--out", "site"], folder);
    expect(page).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(join(folder, "site/page.js"), "utf8")).toContain('"figures":{"partition":"test"');
  });

  it("lets a page find the squeeze.json beside the container, and says so", () => {
    const folder = squeezedFolder();
    const { code, err } = coldpress(["export", "web", "m.coldpress", "--out", "site"], folder);
    expect({ code, err }).toEqual({ code: 0, err: "How good the network is: from squeeze.json\n" });
  });

  it("refuses in one line what has no figures, is no container, or names no container to write", () => {
    const folder = squeezedFolder();
    writeFileSync(join(folder, "words.coldpress"), "no network");
    mkdirSync(join(folder, "alone"));
    writeFileSync(join(folder, "alone/m.coldpress"), readFileSync(join(folder, "m.coldpress")));
    for (const [args, complaint] of [
      [["alone/m.coldpress", "--out", "a.coldpress"], "there are no figures to write into it: give --figures"],
      [["m.coldpress", "--figures", "none.json", "--out", "a.coldpress"], "none.json"],
      [["words.coldpress", "--out", "a.coldpress"], "words.coldpress: does not begin as"],
      [["m.coldpress", "--out", "a.tflite"], "a.tflite"],
      [["m.coldpress", "--int8", "--out", "a.coldpress"], "export container: --int8 does nothing there"],
    ] as const) {
      const { code, err } = coldpress(["export", "container", ...args], folder);
      expect({ args, code, lines: err.trimEnd().split("\n").length }).toEqual({ args, code: 2, lines: 1 });
      expect(err).toContain(complaint);
    }
  });
});

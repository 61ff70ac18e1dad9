import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeNetwork } from "./recordings.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

const GIVEN = "--features-given";

describe("coldpress export c", () => {
  it("writes a folder that compiles, and writes it anew over its own", () => {
    const folder = temporaryFolder();
    writeNetwork(folder);
    for (let times = 0; times < 2; times++)
      expect(coldpress(["export", "c", "m.coldpress", GIVEN, "--out", "c"], folder)).toEqual({
        code: 0,
        out: "c\n",
        err: "",
      });
    for (const file of ["cold.h", "cold.c", "cold_tables.c", "cold_selftest.c", "README.md", "zephyr/module.yml"])
      expect(readFileSync(join(folder, "c", file), "utf8"), file).not.toMatch(/§|\{\{|undefined/);
    const header = readFileSync(join(folder, "c/cold.h"), "utf8");
    expect(header).toMatch(/ \* Container +m\.coldpress, sha256:[0-9a-f]{64}/);
    expect(header).toContain("Not a medical device.");
    expect(header).toMatch(/ \* How good +not known here: the container has no figures/);
  });

  it("hears, unless features are given: the header says for how long, at what price, and how good it is", () => {
    const folder = temporaryFolder();
    writeNetwork(folder, undefined, { test: [80, 14], trained: [500, 70], uar: [0.682, 0.61, 0.74] }, "device");
    expect(coldpress(["export", "c", "m.coldpress", "--window", "2", "--out", "c"], folder).code).toBe(0);
    const header = readFileSync(join(folder, "c/cold.h"), "utf8");
    expect(header).toContain("#define COLD_WINDOW 32000");
    expect(header).toContain("cold_feed(cold_state_t *state, const int16_t *pcm, size_t count)");
    expect(header).toMatch(/ \* State {9}[\d,]+ bytes of RAM, counted: 2 seconds of contours/);
    expect(header).toMatch(/ \* Stack {9}feed up to about [\d,]+ bytes, result up to about [\d,]+ bytes/);
    expect(header).toMatch(/ \* Constants {5}[\d,]+ bytes of flash, \d+ of them the network/);
    expect(header).toMatch(/ \* Instructions {2}\d+\.\d M per second of sound, a verdict every 2 seconds included/);
    expect(header).toMatch(/ \* Energy {8}[\d.]+ to [\d.]+ mJ per verdict on 2 seconds of sound/);
    const words = header.replace(/\n \* +/g, " ");
    expect(words).toContain("UAR 0.682, 95 % interval [0.61, 0.74], on 80 recordings of 14 speakers");
    expect(words).toContain("trained on 500 recordings of 70 speakers");
    expect(words).toContain("an estimate, nothing was measured on a board");
    expect(readFileSync(join(folder, "c/README.md"), "utf8")).toContain("| How good | UAR 0.682");
    expect(header).toContain("coldpress export c m.coldpress --name cold --window 2");
  });

  it("refuses a network of the other profile than the code computes, unless features come from elsewhere", () => {
    const folder = temporaryFolder();
    writeNetwork(folder);
    for (const mode of [["--window", "2"], ["--stream"], []]) {
      const { code, err } = coldpress(["export", "c", "m.coldpress", ...mode, "--out", "c"], folder);
      expect({ code, lines: err.trimEnd().split("\n").length }).toEqual({ code: 2, lines: 1 });
      expect(err).toContain("m.coldpress: was trained on features of the reference profile");
      expect(err).toContain("features --profile device");
      expect(existsSync(join(folder, "c"))).toBe(false);
    }
    expect(coldpress(["export", "c", "m.coldpress", GIVEN, "--out", "c"], folder)).toMatchObject({ code: 0, err: "" });
  });

  it("calls everything by --name, and prints files and sizes as JSON", () => {
    const folder = temporaryFolder();
    writeNetwork(folder);
    const { out } = coldpress(["export", "c", "m.coldpress", GIVEN, "--name", "cough", "--json", "--out", "c"], folder);
    const { files } = JSON.parse(out) as { files: Record<string, number> };
    expect(files["cough.h"]).toBe(readFileSync(join(folder, "c/cough.h")).length);
    for (const file of Object.keys(files))
      expect(readFileSync(join(folder, "c", file), "utf8"), file).not.toMatch(/\bcold_|\bCOLD_/);
  });

  it("refuses what it cannot do in one line, and writes nothing", () => {
    const folder = temporaryFolder();
    writeNetwork(folder);
    writeLearnableTables(folder, 8);
    writeFileSync(join(folder, "cut.coldpress"), readFileSync(join(folder, "m.coldpress")).subarray(0, 60));
    coldpress(["train", "--features", ".", "--hidden", "3", "--epochs", "1", "--out", "a.safetensors"], folder);
    for (const [args, complaint] of [
      [["m.coldpress", "--window", "0"], "export c: --window must be 0.1 to 60 seconds, got 0"],
      [["m.coldpress", "--window", "long"], "export c: --window must be 0.1 to 60 seconds, got long"],
      [["m.coldpress", "--window", "4", "--stream"], "--window and --stream exclude each other"],
      [["m.coldpress", GIVEN, "--stream"], "--stream does nothing with --features-given"],
      [["m.coldpress", GIVEN, "--window", "4"], "--window does nothing with --features-given"],
      [["m.coldpress", GIVEN, "--name", "int"], "--name int must be an identifier of C"],
      [["m.coldpress", GIVEN, "--name", "9lives"], "--name 9lives must be an identifier of C"],
      [["m.coldpress", GIVEN, "--name", "a-b"], "--name a-b must be an identifier of C"],
      [["m.coldpress", GIVEN, "--name", "features"], "--name features must be an identifier of C"],
      [["a.safetensors", GIVEN], "a.safetensors is .safetensors, C takes .coldpress"],
      [["cut.coldpress", GIVEN], "cut.coldpress"],
      [["small.test.csv", GIVEN], "small.test.csv: is none of coldpress's files"],
      [["m.coldpress", GIVEN, "--int8"], "export c: --int8 does nothing there"],
    ] as const) {
      const { code, err } = coldpress(["export", "c", ...args, "--out", "c"], folder);
      expect({ args, code, lines: err.trimEnd().split("\n").length }).toEqual({ args, code: 2, lines: 1 });
      expect(err).toContain(complaint);
    }
    expect(existsSync(join(folder, "c"))).toBe(false);
  }, 180_000);

  it("keeps its options to itself", () => {
    const folder = temporaryFolder();
    writeNetwork(folder);
    const { code, err } = coldpress(["export", "web", "m.coldpress", GIVEN, "--out", "site"], folder);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("--features-given does nothing there") });
  });
});

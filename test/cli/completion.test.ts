import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/command-table.ts";
import { completionTable } from "../../src/cli/completion/completion-table.ts";
import { SHELLS } from "../../src/cli/completion/scripts.ts";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

const hasShell = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;
const script = (shell: string) => coldpress(["completion", shell], ".").out;

/** What bash offers after these words, the last of which is being typed. */
function offered(words: readonly string[], folder = "."): string[] {
  const typed = ["coldpress", ...words];
  const quoted = typed.map((word) => `'${word}'`).join(" ");
  const lines = [
    script("bash"),
    `COMP_WORDS=(${quoted}); COMP_CWORD=${typed.length - 1}`,
    "_coldpress",
    'for word in "${COMPREPLY[@]}"; do printf "%s\\n" "$word"; done',
  ];
  const { stdout, stderr } = spawnSync("bash", ["-c", lines.join("\n")], { cwd: folder, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

describe.skipIf(!hasShell("bash"))("completion in bash", () => {
  it("offers commands, as far as they are typed", () => {
    expect(offered([""])).toEqual([...COMMANDS.map(({ name }) => name), "--help", "--version"]);
    expect(offered(["pr"])).toEqual(["prune", "predict"]);
  });

  it("offers the options of a command, and none that its help hides", () => {
    expect(offered(["report", "-"])).toEqual(["--out", "--help", "-h"]);
    expect(offered(["features", "--j"])).toEqual([]);
    expect(offered(["quantize", "x.safetensors", "--bi"])).toEqual(["--bits", "--biases"]);
  });

  it("offers the words that an option knows, and nothing where it takes a number", () => {
    expect(offered(["quantize", "x.safetensors", "--biases", ""])).toEqual(["float32", "float16", "int8"]);
    expect(offered(["train", "--model", ""])).toEqual(["A", "B", "C"]);
    expect(offered(["train", "--epochs", ""])).toEqual([]);
    expect(offered(["completion", ""])).toEqual([...SHELLS]);
  });

  it("offers files and folders, blanks in their names included", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "a corpus"));
    writeFileSync(join(folder, "a network.coldpress"), "");
    expect(offered(["inspect", "a"], folder).sort()).toEqual(["a corpus", "a network.coldpress"]);
    expect(offered(["reproduce", "--corpus", ""], folder)).toEqual(["a corpus"]);
    expect(offered(["train", "--out", "a n"], folder)).toEqual(["a network.coldpress"]);
  });
});

/** The options in a command's help; where it has commands of its own, also theirs. */
function shownOptions(words: readonly string[]): string[] {
  const { out: help } = coldpress([...words, "--help"], ".");
  const [, commands = ""] = /^Commands:\n((?: {2}.*\n)+)/m.exec(help) ?? [];
  const own = [...commands.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name).filter((name) => name !== "help");
  const shown = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, long]) => long);
  return [...new Set([...shown, ...own.flatMap((name) => shownOptions([...words, name]))])];
}

describe("completion of every shell", () => {
  it("has each command with each option of its help", async () => {
    const table = await completionTable(COMMANDS);
    for (const { name, options } of table)
      expect(options.map(({ names: [long] }) => long).sort(), name).toEqual(shownOptions([name]).sort());
  });

  it.each(SHELLS)("is a script that %s can read", (shell) => {
    const text = script(shell);
    for (const { name } of COMMANDS) expect(text).toContain(name);
    if (!hasShell(shell)) return console.warn(`skipped: ${shell} is not here to read its script`);
    const file = join(temporaryFolder(), "completion");
    writeFileSync(file, text);
    expect(spawnSync(shell, ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  it("refuses another shell", () => {
    const { code, err } = coldpress(["completion", "tcsh"], ".");
    expect(code).toBe(2);
    expect(err).toContain("Allowed choices are bash, zsh, fish");
  });
});

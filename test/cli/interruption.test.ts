import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { takesColors } from "../../src/cli/terminal/colors.ts";
import { temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

const ENTRY = resolve("dist/cli/coldpress.js");
const ENDLESS = ["--features", ".", "--hidden", "8", "--epochs", "1000000", "--threads", "1", "--out", "a.safetensors"];

/** Runs a command in a terminal of its own, presses Ctrl-C when it shows "epoch", and prints what the terminal got. */
const IN_TERMINAL = `
import os, pty, select, signal, sys, time
pid, terminal = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
shown, pressed, end = b"", False, time.time() + 60
while time.time() < end:
    if select.select([terminal], [], [], 0.1)[0]:
        try: data = os.read(terminal, 65536)
        except OSError: break
        if not data: break
        shown += data
    if not pressed and b"epoch" in shown and os.path.exists("a.safetensors.checkpoint"):
        os.write(terminal, b"\\x03"); pressed = True
else: os.kill(pid, signal.SIGKILL)
_, status = os.waitpid(pid, 0)
sys.stdout.write(shown.decode())
sys.exit(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 100 + os.WEXITSTATUS(status))
`;

const hasPython = spawnSync("python3", ["-c", "import pty"]).status === 0;

describe("an interrupted command", () => {
  it.skipIf(!hasPython)("gives the terminal back as it was after Ctrl-C, and says how to go on", () => {
    const folder = temporaryFolder();
    writeLearnableTables(folder);
    const command = [process.execPath, ENTRY, "train", ...ENDLESS, "--checkpoint-seconds", "0"];
    const { status, stdout } = spawnSync("python3", ["-c", IN_TERMINAL, ...command], { cwd: folder, encoding: "utf8" });
    expect(stdout).toContain("Give the same command again with --resume: it goes on from its last checkpoint.");
    expect(status).toBe(2);
    // Cursor and wrapping of lines: the last word is that they are on.
    expect(stdout.lastIndexOf("\u001b[?25h")).toBeGreaterThan(stdout.lastIndexOf("\u001b[?25l"));
    expect(stdout.lastIndexOf("\u001b[?7h")).toBeGreaterThan(stdout.lastIndexOf("\u001b[?7l"));
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "ends by %s, with one line that says what is kept",
    async (signal) => {
      const folder = temporaryFolder();
      writeLearnableTables(folder);
      const child = spawn(process.execPath, [ENTRY, "train", ...ENDLESS, "--checkpoint-seconds", "0"], { cwd: folder });
      let err = "";
      child.stderr.setEncoding("utf8").on("data", (text) => {
        err += text;
      });
      while (child.exitCode === null && !existsSync(join(folder, "a.safetensors.checkpoint")))
        await new Promise((next) => setTimeout(next, 50));
      child.kill(signal);
      const ended = await new Promise((resolve) => child.on("close", (_, by) => resolve(by)));
      expect([ended, err.trim().split("\n").at(-1)]).toEqual([
        signal,
        "Interrupted. Give the same command again with --resume: it goes on from its last checkpoint.",
      ]);
      expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    },
  );
});

describe("colors", () => {
  it.each([
    ["a terminal", true, {}, true],
    ["a pipe", undefined, {}, false],
    ["a pipe in a CI", undefined, { CI: "true" }, false],
    ["a terminal under NO_COLOR", true, { NO_COLOR: "1" }, false],
    ["a terminal under an empty NO_COLOR", true, { NO_COLOR: "" }, true],
    ["a dumb terminal", true, { TERM: "dumb" }, false],
    ["a pipe under FORCE_COLOR", undefined, { FORCE_COLOR: "1" }, true],
    ["a terminal under FORCE_COLOR=0", true, { FORCE_COLOR: "0" }, false],
  ])("of %s", (_, isTTY, env, expected) => {
    expect(takesColors({ isTTY: isTTY as boolean }, env)).toBe(expected);
  });

  it("stay out of pipes, tables too", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "no.csv"), "");
    for (const args of [
      ["plan", "--hidden", "16"],
      ["train", ...ENDLESS],
    ]) {
      const { stdout, stderr } = spawnSync(process.execPath, [ENTRY, ...args], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, NO_COLOR: "", FORCE_COLOR: "", CI: "1" },
      });
      expect(stdout + stderr).not.toContain("\u001b");
    }
  });
});

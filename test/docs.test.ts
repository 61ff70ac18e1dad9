import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { coldpress } from "./cli/run-coldpress.ts";

const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].concat(
  readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
);

/** Commands that a page shows: lines of indented or fenced blocks that begin with our program or npm. */
function commandsIn(text: string): string[] {
  return (
    text
      .split("\n")
      .flatMap((line) => line.split(" | "))
      // xargs and others have our program behind their own options.
      .map((line) => line.trim().replace(/^(\$|(xargs|parallel) .*?(?=npx coldpress)) ?/, ""))
      .filter((line) => /^(npx coldpress|coldpress|npm (run|ci|test)) /.test(line) || /^npm (ci|test)$/.test(line))
      .map((line) => line.replace(/\s+#.*$/, ""))
  );
}

describe("the documents", () => {
  it("link to files that are there", () => {
    const broken = pages.flatMap((page) =>
      [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map(([, target]) => join(dirname(page), target))
        .filter((path) => !existsSync(path))
        .map((path) => `${page}: ${path}`),
    );
    expect(broken).toEqual([]);
  });

  it("show only npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = pages.flatMap((page) => [...readFileSync(page, "utf8").matchAll(/npm run ([a-z:-]+)/g)]);
    expect(named.length).toBeGreaterThan(3);
    expect(named.map(([, name]) => name).filter((name) => !(name in scripts))).toEqual([]);
  });

  it("show only commands and options that the program knows", () => {
    const commands = pages.flatMap((page) => commandsIn(readFileSync(page, "utf8")));
    const ours = commands
      .map((line) => /coldpress (jobs [a-z]+|[a-z]+)(.*)/.exec(line))
      .filter((match) => match !== null);
    expect(ours.length).toBeGreaterThan(3);
    const helps = new Map([...new Set(ours.map(([, name]) => name))].map((name) => [name, helpOf(name)]));
    for (const [line, name, rest] of ours) {
      const help = helps.get(name) ?? "";
      for (const [option] of rest.replace(/"[^"]*"/g, "").matchAll(/--[a-z-]+/g)) expect(help, line).toContain(option);
    }
  });
});

function helpOf(name: string): string {
  const { code, out } = coldpress([...name.split(" "), "--help"], ".");
  expect(code, `coldpress ${name}`).toBe(0);
  return out;
}

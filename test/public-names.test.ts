import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const indexes = ["src/index.ts"].concat(
  readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)index\.ts$/.test(file) && file !== "index.ts")
    .map((file) => `src/${file}`),
);

/** Names that a file of exports gives out, each with the file that it comes from. */
function namesIn(file: string): { name: string; from: string }[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/export (?:type )?\{([^}]*)\} from "([^"]+)"/g)].flatMap(([, names, from]) =>
    names
      .split(",")
      .map((name) => name.replace(/\btype\b/, "").trim())
      .filter((name) => name !== "")
      .map((name) => ({ name, from: new URL(from, `file:///${file}`).pathname })),
  );
}

describe("public names", () => {
  it("mean one thing each: none is given out by two stages for different things", () => {
    const places = new Map<string, Set<string>>();
    for (const { name, from } of indexes.flatMap(namesIn)) places.set(name, (places.get(name) ?? new Set()).add(from));
    const double = [...places].filter(([, from]) => from.size > 1).map(([name, from]) => [name, ...from].join(" "));
    expect(double).toEqual([]);
    expect(places.size).toBeGreaterThan(90);
    expect(places.size, "what users need, and no internals").toBeLessThanOrEqual(105);
  });

  it("are all that the documents import", () => {
    const pages = ["README.md"].concat(
      readdirSync("docs", { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".md"))
        .map((name) => `docs/${name}`),
    );
    const imported = pages.flatMap((page) =>
      [...readFileSync(page, "utf8").matchAll(/import \{([^}.]+)\} from "coldpress(\/[a-z/]+)?"/g)].flatMap(
        ([, names, stage = ""]) =>
          names.split(",").map((name) => ({ page, stage, name: name.replace(/\btype\b/, "").trim() })),
      ),
    );
    expect(imported.length).toBeGreaterThan(15);
    const missing = imported.filter(
      ({ stage, name }) => !namesIn(`src${stage}/index.ts`).some((published) => published.name === name),
    );
    expect(missing).toEqual([]);
  });

  it("of the root are verbs of one of the stages, and their types", () => {
    const stages = new Set(
      indexes
        .slice(1)
        .flatMap(namesIn)
        .map(({ name }) => name),
    );
    const own = namesIn("src/index.ts").filter(({ name }) => !stages.has(name));
    expect(own).toEqual([]);
  });
});

describe("every public thing", () => {
  it("has a docstring right before it", () => {
    const bare = indexes.flatMap(namesIn).filter(({ name, from }) => {
      const text = readFileSync(from.slice(1), "utf8");
      const declared = new RegExp(`\\*/\n(?:export )?(?:async )?(?:declare )?[a-z* ]*\\b${name}\\b`);
      return !declared.test(text);
    });
    expect(bare.map(({ name, from }) => `${from}: ${name}`)).toEqual([]);
  });
});

describe("messages of the library", () => {
  it("name arguments, not options of the command line", () => {
    const library = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !file.startsWith("cli/") && !/\.(as|generated)\.ts$/.test(file),
    );
    const offenders = library.flatMap((file) =>
      readFileSync(`src/${file}`, "utf8")
        .split("\n")
        .filter(
          (line) =>
            !/^\s*(\*|\/\*|\/\/)/.test(line) && /["'`][^"'`]*(?<![-\w(])--(?!experimental-)[a-z][a-z-]+/.test(line),
        )
        // Variables of style sheets begin so too, as what Praat writes for no value; a model card shows a whole command.
        .filter((line) => !/var\(--|coldpress predict|-apple-system|--undefined--/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(offenders).toEqual([]);
  });
});

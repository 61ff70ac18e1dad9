import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));

/** Stages that only others use: the command line, the coder of containers, and what results say of networks. */
const INTERNAL = ["cli", "codec", "explanation", "export"];

describe("the package", () => {
  it("pins every dependency to one version", () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
  });

  it("has one sub-path export per stage, with its public list", () => {
    const stages = readdirSync("src").filter((stage) => !INTERNAL.includes(stage) && !stage.endsWith(".ts"));
    expect(Object.keys(manifest.exports).filter((path) => path !== "./package.json")).toEqual(
      expect.arrayContaining(stages.map((stage) => `./${stage}`)),
    );
    for (const stage of stages) expect(existsSync(`src/${stage}/index.ts`), stage).toBe(true);
  });

  it("can be imported by stage", async () => {
    for (const [path, { default: file }] of Object.entries<{ default: string }>(manifest.exports)) {
      if (path === "./package.json") continue;
      expect(Object.keys(await import(`../${file}`)).length, path).toBeGreaterThan(0);
    }
  });

  it("has an entry for each platform's optional packages, without which npm ci refuses the lock file", () => {
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
    const missing = Object.entries<{ optionalDependencies?: Record<string, string> }>(packages).flatMap(
      ([path, entry]) =>
        Object.keys(entry.optionalDependencies ?? {}).filter(
          (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
        ),
    );
    expect(missing).toEqual([]);
  });

  it("is cited as the version that it is", () => {
    const citation = readFileSync("CITATION.cff", "utf8");
    expect(/^version: (.+)$/m.exec(citation)?.[1]).toBe(manifest.version);
    expect(/^license: (.+)$/m.exec(citation)?.[1]).toBe(manifest.license);
    expect(manifest.files).toContain("CITATION.cff");
  });

  it("names no registry in its lock file", () => {
    expect(readFileSync("package-lock.json", "utf8")).not.toContain('"resolved"');
  });
});

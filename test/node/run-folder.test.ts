import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MANIFEST_FILE, openManifest, removeListedFiles } from "../../src/node/manifest.ts";
import { checkRunFolder, openRunFolder } from "../../src/node/run-folder.ts";
import { temporaryFolder } from "../cli/run-coldpress.ts";

const text = (value: string) => [new TextEncoder().encode(value)];
/** Files in a folder and those below it. Links are not followed: `recursive` follows those to folders from Node 22 on. */
const allFiles = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? allFiles(join(folder, entry.name)).map((name) => join(entry.name, name))
        : entry.isFile()
          ? [entry.name]
          : [],
    )
    .sort();

/** A folder with a run in it, and what a user has put there too. */
async function usedFolder(): Promise<string> {
  const folder = join(temporaryFolder(), "run");
  const store = openRunFolder(folder, { seed: 1 }, { overwrite: false, inputs: [] });
  await store.write("A/original.safetensors", text("network"));
  await store.write("A/squeeze/x.coldpress", text("candidate"));
  await store.write("result.json", text("{}"));
  writeFileSync(join(folder, "notes.txt"), "mine");
  writeFileSync(join(folder, "A/data.csv"), "mine");
  return folder;
}

describe("openRunFolder", () => {
  it("changes nothing before the first file, then says whose folder it is", async () => {
    const folder = join(temporaryFolder(), "run");
    const store = openRunFolder(folder, { seed: 1 }, { overwrite: false, inputs: [] });
    expect(await store.read("x")).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
    await store.write("x", text("1"));
    expect(allFiles(folder)).toEqual(["run.json", MANIFEST_FILE, "x"]);
    expect(JSON.parse(readFileSync(join(folder, "run.json"), "utf8"))).toEqual({ seed: 1 });
  });

  it("lets the same run resume, and write its files again", async () => {
    const folder = await usedFolder();
    const store = openRunFolder(folder, { seed: 1 }, { overwrite: false, inputs: [] });
    expect(await store.read("result.json")).toEqual(text("{}")[0]);
    await store.write("result.json", text("[]"));
    expect(readFileSync(join(folder, "result.json"), "utf8")).toBe("[]");
  });

  it("refuses another run, naming what differs, and leaves the folder as it is", async () => {
    const folder = await usedFolder();
    const before = allFiles(folder);
    expect(() => openRunFolder(folder, { seed: 2 }, { overwrite: false, inputs: [] })).toThrow(
      /holds a run with other settings or data \(seed was 1, is 2 now\)/,
    );
    expect(allFiles(folder)).toEqual(before);
  });

  it("overwrites what the run wrote, with the first new file, and nothing else", async () => {
    const folder = await usedFolder();
    const store = openRunFolder(folder, { seed: 2 }, { overwrite: true, inputs: [] });
    expect(await store.read("A/original.safetensors")).toBeUndefined();
    expect(existsSync(join(folder, "A/original.safetensors"))).toBe(true);
    await store.write("result.json", text("new"));
    expect(allFiles(folder)).toEqual(["A/data.csv", "notes.txt", "result.json", "run.json", MANIFEST_FILE]);
    expect(existsSync(join(folder, "A/squeeze"))).toBe(false);
    expect(readFileSync(join(folder, "notes.txt"), "utf8")).toBe("mine");
  });

  it("carries over what the next run has to know of the one before", async () => {
    const folder = await usedFolder();
    const options = { overwrite: true, inputs: [], kept: ["result.json", "not-there.json"] };
    const store = openRunFolder(folder, { seed: 2 }, options);
    expect(await store.read("result.json")).toEqual(text("{}")[0]);
    await store.write("x", text("1"));
    expect(await store.read("result.json")).toEqual(text("{}")[0]);
    expect(openManifest(folder).names()).toEqual(expect.arrayContaining(["result.json", "run.json", "x"]));
    expect(allFiles(folder)).not.toContain("not-there.json");
    await store.write("result.json", text("[]"));
  });

  it("never writes over a file that it did not write", async () => {
    const folder = await usedFolder();
    writeFileSync(join(folder, "report.html"), "mine");
    const store = openRunFolder(folder, { seed: 1 }, { overwrite: false, inputs: [] });
    await expect(store.write("report.html", text("ours"))).rejects.toThrow(/report\.html: is not a file of this run/);
    expect(readFileSync(join(folder, "report.html"), "utf8")).toBe("mine");
  });

  it("keeps a file of the run that the command itself reads", async () => {
    const folder = await usedFolder();
    const model = join(folder, "A", "..", "A", "original.safetensors");
    expect(() => openRunFolder(folder, { seed: 2 }, { overwrite: true, inputs: [model] })).toThrow(
      /is read by this command and is a file of the run/,
    );
    openRunFolder(folder, { seed: 2 }, { overwrite: true, inputs: [join(folder, "notes.txt")] });
  });

  it("refuses a folder of other people's files, one without the list of its files, and goes on with an empty one", () => {
    const folder = temporaryFolder();
    checkRunFolder(folder);
    writeFileSync(join(folder, MANIFEST_FILE), "wrote run.json\n");
    writeFileSync(join(folder, "run.json.123-0.part"), "{");
    checkRunFolder(folder);
    writeFileSync(join(folder, "thesis.txt"), "mine");
    expect(() => checkRunFolder(folder)).toThrow(/is not empty and holds no run/);
    const older = temporaryFolder();
    writeFileSync(join(older, "run.json"), "{}");
    expect(() => openRunFolder(older, { seed: 1 }, { overwrite: true, inputs: [] })).toThrow(
      /a run without written-by-coldpress\.txt/,
    );
  });
});

describe("the manifest", () => {
  it("lists a name before its file is written: a killed process leaves nothing unlisted", () => {
    const folder = temporaryFolder();
    openManifest(folder).add("A/x");
    expect(openManifest(folder).names()).toEqual(["A/x"]);
  });

  it("forgets what was removed, and a name that was cut short", () => {
    const folder = temporaryFolder();
    const manifest = openManifest(folder);
    for (const name of ["a", "b", "c"]) manifest.add(name);
    writeFileSync(join(folder, "b"), "");
    manifest.remove("b");
    expect(existsSync(join(folder, "b"))).toBe(false);
    expect(openManifest(folder).names()).toEqual(["a", "c"]);
    const path = join(folder, MANIFEST_FILE);
    truncateSync(path, readFileSync(path).length - 1);
    expect(openManifest(folder).names()).toEqual(["a", "b", "c"]);
  });

  it("removes nothing outside of its folder, whatever it says, and nothing that a user has put in a file's place", () => {
    const place = temporaryFolder();
    const folder = join(place, "run");
    mkdirSync(join(folder, "dir"), { recursive: true });
    mkdirSync(join(place, "data"));
    for (const path of ["secret", "data/x", "run/own"]) writeFileSync(join(place, path), "mine");
    symlinkSync(join(place, "data"), join(folder, "A"));
    symlinkSync(join(place, "secret"), join(folder, "link"));
    const names = ["../secret", join(place, "secret"), "A/x", "link", "dir", "own", "A/../../secret", "."];
    writeFileSync(join(folder, MANIFEST_FILE), names.map((name) => `wrote ${name}\n`).join(""));
    removeListedFiles(folder);
    expect(allFiles(place)).toEqual(["data/x", "secret"]);
    expect(readdirSync(folder).sort()).toEqual(["A", "dir", "link"]);
  });
});

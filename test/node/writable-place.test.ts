import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkFilePlace, checkFolderPlace } from "../../src/node/writable-place.ts";
import { temporaryFolder } from "../cli/run-coldpress.ts";

function place(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "file"), "");
  mkdirSync(join(folder, "folder"));
  return folder;
}

describe("checkFilePlace", () => {
  it.each(["new.csv", "file", "folder/new.csv", "a/b/c/new.csv"])("takes %s, and leaves nothing behind", (name) => {
    const folder = place();
    checkFilePlace(join(folder, name));
    expect(readdirSync(folder).sort()).toEqual(["file", "folder"]);
  });

  it.each([
    ["folder", /it is a folder; name a file/],
    ["new/", /it is a folder; name a file/],
    ["file/new.csv", /a part of the path is a file/],
    [`${"long".repeat(100)}/x`, /its name is too long/],
  ])("refuses %s", (name, reason) => {
    const folder = place();
    expect(() => checkFilePlace(`${folder}/${name}`)).toThrow(reason);
  });

  it("refuses no name at all, and a device, which a rename would replace", () => {
    expect(() => checkFilePlace("")).toThrow(/is empty/);
    if (existsSync("/dev/null")) expect(() => checkFilePlace("/dev/null")).toThrow(/it is a device/);
  });
});

describe("checkFolderPlace", () => {
  it.each(["folder", "new", "new/below"])("takes %s", (name) => checkFolderPlace(join(place(), name)));

  it("refuses a file, no name, and a folder that may not be written", () => {
    const folder = place();
    expect(() => checkFolderPlace(join(folder, "file"))).toThrow(/it is a file; name a folder/);
    expect(() => checkFolderPlace(join(folder, "file/below"))).toThrow(/a part of the path is a file/);
    expect(() => checkFolderPlace("")).toThrow(/is empty/);
    chmodSync(join(folder, "folder"), 0o555);
    // Permissions do not bind the superuser.
    if (process.getuid?.() !== 0)
      expect(() => checkFolderPlace(join(folder, "folder"))).toThrow(/no permission to write there/);
  });
});

import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { leftOutFindings, leftOutRecordings, walkFolder } from "../../src/node/walk-folder.ts";
import { temporaryFolder } from "../cli/run-coldpress.ts";

/** A folder with files of no content. */
function folderWith(...paths: string[]): string {
  const folder = temporaryFolder();
  for (const path of paths) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), "");
  }
  return folder;
}

const sentences = (folder: string) =>
  leftOutFindings(leftOutRecordings(walkFolder(folder).leftOut)).map(({ sentence }) => sentence);

describe("walkFolder", () => {
  it("gives all files below, sorted, with slashes", () => {
    const folder = folderWith("b/c/2.wav", "a.wav", "b/1.txt");
    expect(walkFolder(folder)).toEqual({ files: ["a.wav", "b/1.txt", "b/c/2.wav"], leftOut: [] });
  });

  it("follows links to files and to folders, inside and outside", () => {
    const store = folderWith("x.wav", "deep/y.wav");
    const folder = folderWith("cold/a.wav");
    symlinkSync(join(store, "x.wav"), join(folder, "cold/x.wav"));
    symlinkSync(store, join(folder, "healthy"));
    expect(walkFolder(folder).files).toEqual(["cold/a.wav", "cold/x.wav", "healthy/deep/y.wav", "healthy/x.wav"]);
  });

  it("ends where links go round, and takes real folders before links to them", () => {
    const folder = folderWith("z/1.wav", "z/y/2.wav");
    symlinkSync("../..", join(folder, "z/y/up"));
    symlinkSync("z", join(folder, "a"));
    symlinkSync("self", join(folder, "self"));
    const { files, leftOut } = walkFolder(folder);
    expect(files).toEqual(["z/1.wav", "z/y/2.wav"]);
    expect(leftOut.map(({ path, kind }) => `${path} ${kind}`).sort()).toEqual([
      "a repeated",
      "self unreadable",
      "z/y/up repeated",
    ]);
  });

  it("ends in time where every folder has two links to the next", () => {
    const folder = folderWith(...Array.from({ length: 40 }, (_, i) => `f${i}/r.wav`));
    for (let i = 0; i < 39; i++)
      for (const name of ["left", "right"]) symlinkSync(`../f${i + 1}`, join(folder, `f${i}/${name}`));
    const { files, leftOut } = walkFolder(folder);
    expect([files.length, leftOut.length]).toEqual([40, 78]);
  });

  it("leaves out and names hidden recordings, links to nothing, and what is no file", () => {
    const folder = folderWith("a.wav", "._a.wav", "__MACOSX/._b.wav", ".DS_Store", ".git/config", "notes.txt");
    symlinkSync("/nonexistent/gone.wav", join(folder, "gone.wav"));
    symlinkSync("/nonexistent/session", join(folder, "session"));
    symlinkSync("/nonexistent/readme.txt", join(folder, "readme.txt"));
    symlinkSync("/dev/null", join(folder, "null.wav"));
    expect(walkFolder(folder).files).toEqual(["a.wav", "notes.txt"]);
    const [unreadable, hidden, none] = sentences(folder);
    expect(unreadable).toMatch(
      /^3 files or folders cannot be read and are left out: .*gone\.wav \(a symbolic link to nothing/,
    );
    expect(unreadable).toContain("null.wav (is neither a file nor a folder)");
    expect(hidden).toBe("2 hidden files of the system are left out: ._a.wav, __MACOSX/._b.wav.");
    expect(none).toBeUndefined();
  });

  it("leaves out what systems and office programs keep beside recordings", () => {
    const kept = [
      ["$RECYCLE.BIN/a.wav", "#recycle/b.wav", "@eaDir/cold/c.wav/thumb.wav", "System Volume Information/d.wav"],
      ["cold/#Recycle/e.wav", "lost+found/f.wav", "RECYCLER/g.wav", "~$labels.csv"],
    ].flat();
    expect(walkFolder(folderWith("cold/a.wav", "recycle/b.wav", ...kept)).files).toEqual([
      "cold/a.wav",
      "recycle/b.wav",
    ]);
  });

  it.skipIf(process.getuid?.() === 0)("goes on where a folder may not be read", () => {
    const folder = folderWith("a.wav", "locked/b.wav");
    chmodSync(join(folder, "locked"), 0);
    expect(walkFolder(folder).files).toEqual(["a.wav"]);
    expect(sentences(folder)).toEqual([
      "1 file or folder cannot be read and is left out: locked (no permission to read it).",
    ]);
    chmodSync(join(folder, "locked"), 0o700);
  });

  it("refuses a folder that is not there", () => {
    expect(() => walkFolder("/nonexistent/corpus")).toThrow("/nonexistent/corpus: there is no such file or folder");
  });
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { byteSize, instructionCount } from "../../src/cli/options/option-parsers.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

/** A folder with tables and a network that was trained on them for a moment. */
function trainedFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "tables"));
  writeLearnableTables(join(folder, "tables"));
  const args = ["train", "--features", "tables", "--hidden", "40,20", "--epochs", "6", "--out", "a.safetensors"];
  expect(coldpress(args, folder)).toMatchObject({ code: 0 });
  return folder;
}

describe("byteSize", () => {
  it.each([
    ["20000", 20_000],
    ["144KB", 144_000],
    ["28KiB", 28_672],
    ["1.5 MB", 1_500_000],
    ["100b", 100],
  ])("reads %s as %i bytes", (word, bytes) => expect(byteSize(word)).toBe(bytes));

  it.each(["", "KB", "-5KB", "0", "5 GB", "1e9"])("refuses %j", (word) => {
    expect(() => byteSize(word)).toThrow(/expected a size such as 144KB/);
  });
});

describe("instructionCount", () => {
  it.each([
    ["5000000", 5_000_000],
    ["5M", 5_000_000],
    ["750k", 750_000],
    ["2.5M", 2_500_000],
  ])("reads %s as %i instructions", (word, count) => expect(instructionCount(word)).toBe(count));

  it.each(["", "M", "5m", "5K", "-1M", "0", "5 MB", "1e6", "5MIPS"])("refuses %j", (word) => {
    expect(() => instructionCount(word)).toThrow(/expected a count of instructions such as 5M/);
  });
});

describe("coldpress squeeze", () => {
  it("writes the chosen network, all candidates and the front; the same command again gives the same result", () => {
    const place = trainedFolder();
    const args = [
      "squeeze",
      "a.safetensors",
      "--data",
      "tables",
      "--out",
      "small",
      "--families",
      "linear,pruned",
      "--bits",
      "4",
    ];
    const first = coldpress([...args, "--json"], place);
    expect(first.code, first.err).toBe(0);
    const result = JSON.parse(first.out);
    expect(JSON.parse(readFileSync(join(place, "small/squeeze.json"), "utf8"))).toEqual(result);
    const chosen = result.candidates.find(({ name }: { name: string }) => name === result.choice.name);
    const bytes = readFileSync(join(place, "small/squeezed.coldpress"));
    expect(bytes.length).toBe(chosen.bytes);
    expect(bytes).toEqual(readFileSync(join(place, "small", chosen.file)));
    expect(readFileSync(join(place, "small/front.svg"), "utf8")).toMatch(/^<svg .*xmlns=/);
    for (const { file } of result.candidates) expect(existsSync(join(place, "small", file)), file).toBe(true);

    const again = coldpress(args, place);
    expect(again.code, again.err).toBe(0);
    expect(again.out).toContain("not a medical device");
    expect(again.out).toContain(result.choice.name);
    expect(JSON.parse(readFileSync(join(place, "small/squeeze.json"), "utf8"))).toEqual(result);

    const judged = coldpress(["evaluate", "small/squeezed.coldpress", "--features", "tables", "--json"], place);
    expect(judged.code, judged.err).toBe(0);
    expect(JSON.parse(judged.out).evaluation.uar.estimate).toBeCloseTo(
      result.test.networks[0].evaluation.uar.estimate,
      12,
    );
  });

  it("cross-validates by itself where few speakers are in no partitions, and says why no budget of time goes with that", () => {
    const place = trainedFolder();
    const rows = ["train", "devel", "test"].flatMap((name) =>
      readFileSync(join(place, `tables/small.${name}.csv`), "utf8")
        .trimEnd()
        .split("\n")
        .slice(1),
    );
    const head = readFileSync(join(place, "tables/small.train.csv"), "utf8").split("\n", 1)[0];
    // 12 speakers
    const renamed = rows.map((row, r) => row.replace(/^\w+?_([^,]*),[^,]*/, `recording-${r},speaker-${r % 12}`));
    writeFileSync(join(place, "all.csv"), [head, ...renamed].join("\n"));
    const args = ["squeeze", "a.safetensors", "--features", "all.csv", "--families", "linear", "--bits", "4"];
    const { code, out, err } = coldpress([...args, "--json"], place);
    expect(code, err).toBe(0);
    const { procedure, test, explanation } = JSON.parse(out);
    expect(procedure.folds).toHaveLength(5);
    expect(test.original).toMatchObject({ recordings: 130, perSpeaker: { speakers: 12 } });
    expect(explanation.table.speakers).toBeLessThan(12);
    expect(coldpress([...args, "--budget-minutes", "5"], place)).toMatchObject({
      code: 2,
      err: expect.stringContaining("--budget-minutes: does not go with cross-validation"),
    });
  });

  it("keeps to a size, and says so where nothing is that small", () => {
    const place = trainedFolder();
    const args = ["squeeze", "a.safetensors", "--data", "tables", "--families", "linear", "--json"];
    const { bytes } = JSON.parse(coldpress([...args, "--target-size", "450"], place).out).candidates.at(-1);
    const tiny = coldpress([...args, "--target-size", String(bytes - 1), "--overwrite"], place);
    expect(tiny.code, tiny.err).toBe(0);
    expect(JSON.parse(tiny.out).choice).toBeNull();
  });

  it("refuses a budget for features that no device computes, and says which", () => {
    const place = trainedFolder();
    const args = ["squeeze", "a.safetensors", "--data", "tables", "--families", "linear", "--device", "cortex-m4f"];
    const { code, err } = coldpress(args, place);
    expect(code).toBe(2);
    expect(err).toMatch(/squeeze: the network reads ".*", which is none of the features of ComParE_2016/);
    expect(existsSync(join(place, "squeezed/squeezed.coldpress"))).toBe(false);
    expect(coldpress([...args.slice(0, -1), "z80"], place)).toMatchObject({
      code: 2,
      err: expect.stringContaining("expected one of cortex-m4f, cortex-m7"),
    });
  });

  it("refuses in one line what it cannot work with", () => {
    const place = trainedFolder();
    const refusal = (...args: string[]) => {
      const { code, err } = coldpress(["squeeze", ...args], place);
      expect(code, err).toBe(2);
      return err.trim().split("\n").at(-1);
    };
    writeFileSync(join(place, "cut.safetensors"), readFileSync(join(place, "a.safetensors")).subarray(0, 5000));
    expect(refusal("cut.safetensors", "--data", "tables")).toMatch(/cut\.safetensors: /);
    expect(refusal("none.safetensors", "--data", "tables")).toMatch(/none\.safetensors/);
    expect(refusal("a.safetensors", "--data", "nowhere")).toMatch(/nowhere/);
    expect(refusal("a.safetensors", "--data", "tables", "--features", "tables")).toMatch(/only one of them/);
    expect(refusal("a.safetensors", "--data", "tables", "--target-size", "10KB", "--target-ratio", "10")).toMatch(
      /only one of them/,
    );
    expect(refusal("a.safetensors", "--data", "tables", "--margin", "0")).toMatch(/--margin: must be above 0/);
    mkdirSync(join(place, "narrow"));
    writeLearnableTables(join(place, "narrow"), 12);
    expect(refusal("a.safetensors", "--data", "narrow")).toMatch(/needs 30 features, the table's 12 lack 18/);
    writeFileSync(join(place, "mine.txt"), "mine");
    expect(refusal("a.safetensors", "--data", "tables", "--out", ".")).toMatch(/is not empty and holds no run/);
    expect(readFileSync(join(place, "mine.txt"), "utf8")).toBe("mine");
  });
});

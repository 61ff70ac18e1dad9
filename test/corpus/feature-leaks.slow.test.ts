import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { featureLeaks } from "../../src/corpus/feature-leaks.ts";
import { fileSource } from "../../src/node/file-source.ts";
import { readTable } from "../../src/table/read-table.ts";
import { selectRows } from "../../src/table/rows.ts";

describe("featureLeaks says nothing of real features of", () => {
  it.each(["emodb", "covid19_cough"])("%s, whole and by partition", async (corpus) => {
    const folder = `../shared/data/${corpus}/features`;
    if (!existsSync(folder)) return process.stderr.write(`skipped: ${folder} is not there\n`);
    const table = await readTable(readdirSync(folder).map((name) => fileSource(`${folder}/${name}`)));
    expect(featureLeaks(table)).toEqual([]);
    for (const partition of ["train", "devel", "test"]) {
      const rows = [...table.ids.keys()].filter((row) => table.partitions?.[row] === partition);
      expect(featureLeaks(selectRows(table, rows))).toEqual([]);
    }
  });
});

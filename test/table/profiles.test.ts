/**
 * Tables say how their features were computed, in each format; tables of two profiles are not mixed.
 */

import { describe, expect, it } from "vitest";
import { assertSameProfile } from "../../src/features/feature-profile.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";
import { writeParquet } from "../../src/table/parquet-writer.ts";
import { readTable } from "../../src/table/read-table.ts";
import { joinedRows, selectRows } from "../../src/table/rows.ts";
import { selectFeatures } from "../../src/table/select-features.ts";
import { tableHash } from "../../src/table/table-hash.ts";
import { writeArff, writeCsv } from "../../src/table/text-writers.ts";
import { chunkSource, textSource } from "./tables.ts";

const reference: FeatureTable = {
  features: ["f0", "f1"],
  values: Float32Array.of(1, 2, 3, 4),
  ids: ["a.wav", "b.wav"],
  classes: ["x", "y"],
  labels: Int32Array.of(0, 1),
};
const device: FeatureTable = { ...reference, profile: "device" };

const WRITERS = {
  "t.arff": writeArff,
  "t.csv": writeCsv,
  "t.tsv": (table: FeatureTable) => writeCsv(table, "\t"),
  "t.parquet": writeParquet,
} as const;

describe.each(Object.entries(WRITERS))("%s", (name, write) => {
  it("gives back the profile, and says nothing of the reference's", async () => {
    expect(await readTable([chunkSource(name, write(device))])).toEqual(device);
    const back = await readTable([chunkSource(name, write(reference))]);
    expect(back).toEqual(reference);
    expect("profile" in back).toBe(false);
    const mentioned: FeatureTable = { ...reference, profile: "reference" };
    expect(Buffer.concat([...write(mentioned)])).toEqual(Buffer.concat([...write(reference)]));
  });

  it("is not read together with a table of the other profile", async () => {
    const others: FeatureTable = { ...reference, ids: ["c.wav", "d.wav"] };
    const sources = [chunkSource(name, write(device)), chunkSource("other.csv", writeCsv(others))];
    await expect(readTable(sources)).rejects.toThrow(
      `other.csv: has features of the reference profile, ${name} those of the device profile; extract all of them in the same profile`,
    );
  });
});

describe("what a table says of its profile", () => {
  it.each([
    ["t.arff", "@relation 'x profile=phone'\n@attribute name string\n@attribute f0 numeric\n@data\na,1\n"],
    ["t.csv", "name,feature profile,f0\na,phone,1\n"],
  ])("is refused in %s where there is no such profile", async (name, text) => {
    await expect(readTable([textSource(name, text)])).rejects.toThrow(
      'the profile of features is reference or device, found "phone"',
    );
  });

  it("must be the same in every row", async () => {
    const text = "name,feature profile,f0\na,device,1\nb,reference,2\n";
    await expect(readTable([textSource("t.csv", text)])).rejects.toThrow(
      "t.csv: line 3, column 2 (feature profile): is reference, the rows before are device",
    );
  });

  it("is read wherever the column stands, and quoted", async () => {
    const text = 'name;f0;f1;label;"feature profile"\na.wav;1;2;x;"device"\nb.wav;3;4;y;device\n';
    expect(await readTable([textSource("t.csv", text)])).toEqual(device);
  });

  it("is not lost as a column of a format that says it elsewhere", async () => {
    const text =
      "@relation x\n@attribute name string\n@attribute 'feature profile' string\n@attribute f0 numeric\n@data\na,device,1\n";
    await expect(readTable([textSource("t.arff", text)])).rejects.toThrow('t.arff: has a column "feature profile"');
  });

  it("stays with its rows and columns, and changes the hash", async () => {
    expect(selectRows(device, [1]).profile).toBe("device");
    expect(selectFeatures(device, ["f1"]).profile).toBe("device");
    expect(joinedRows(device, device).profile).toBe("device");
    expect(await tableHash(device)).not.toBe(await tableHash(reference));
    expect(await tableHash({ ...reference, profile: "reference" })).toBe(await tableHash(reference));
  });
});

it("a network of one profile is not asked about a table of the other", () => {
  expect(() => assertSameProfile(device, device, "a.coldpress")).not.toThrow();
  expect(() => assertSameProfile({}, { profile: "reference" }, "a.coldpress")).not.toThrow();
  expect(() => assertSameProfile(device, reference, "a.coldpress")).toThrow(
    "a.coldpress: needs features of the device profile, the table has those of the reference profile; extract them in the device profile",
  );
});

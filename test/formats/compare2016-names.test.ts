import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";

const page = readFileSync("docs/formats/compare2016-names.md", "utf8");

/** The lists of one block of the page: "name: entries", indented lines going on with the one above. */
function listsOf(block: string): Map<string, string[]> {
  const [, text = ""] = new RegExp(`\`\`\`${block}\n([\\s\\S]*?)\n\`\`\``).exec(page) ?? [];
  const lists = text.replaceAll("\n  ", " ").split("\n");
  return new Map(lists.map((line) => [line.split(":")[0], line.split(": ")[1]?.split(/\s+/) ?? []]));
}

/** The rows of the page's table: group, places, descriptors, contours, suffix, functionals. */
const groups = [...page.matchAll(/^\| (\w+) \| (\d+)-(\d+) \| ([\w ]+) \| ([\w, ]+) \| (\w*) ?\| (\w+) \|/gm)];

it("compare2016-names.md gives all 6373 names, in their order, at the places that it says", () => {
  const descriptors = listsOf("descriptors");
  const functionals = listsOf("functionals");
  const names: string[] = [];
  for (const [, group, first, last, lists, contours, suffix, family] of groups) {
    expect(names.length, group).toBe(Number(first));
    const bases = lists.split(" ").flatMap((list) => descriptors.get(list) ?? []);
    for (const contour of contours.split(", "))
      for (const base of bases) {
        const [, descriptor, index] = /^([^[]+)(.*)$/.exec(base) ?? [];
        const prefix = `${descriptor}_sma${contour === "deltas" ? "_de" : ""}${index}${suffix}`;
        names.push(...(functionals.get(family) ?? []).map((functional) => `${prefix}_${functional}`));
      }
    expect(names.length - 1, group).toBe(Number(last));
  }
  expect(names).toEqual(COMPARE2016_NAMES);
});

it("compare2016-names.md's examples stand at their places", () => {
  const examples = [...page.matchAll(/(?:Place |, )(\d+)(?: is)?\s+`([^`]+)`/g)];
  expect(examples.length).toBe(5);
  for (const [, place, name] of examples) expect(COMPARE2016_NAMES[Number(place)]).toBe(name);
});

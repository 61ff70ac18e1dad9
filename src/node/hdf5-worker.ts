/**
 * A worker that reads an HDF5 file with jsfive, which trusts its files: whoever starts it ends it where it takes too long.
 */

import { parentPort, workerData } from "node:worker_threads";
import type { Hdf5Answer, Hdf5Task } from "./read-hdf5.ts";

/** Nesting of groups. */
const DEEPEST = 16;
/** Groups and data sets. */
const MOST_PLACES = 20_000;

const { bytes, attributes, mostNumbers } = workerData as Hdf5Task;

parentPort?.postMessage(await answer());

async function answer(): Promise<Hdf5Answer> {
  let hdf5: typeof import("jsfive");
  try {
    hdf5 = await import("jsfive");
  } catch {
    return { missing: true };
  }
  try {
    return contentsOf(new hdf5.File(bytes, "file"));
  } catch (error) {
    return { error: String((error as Error).message ?? error).split("\n")[0] as string };
  }
}

function contentsOf(file: import("jsfive").Group): Hdf5Answer {
  const datasets: [string, { shape: number[]; values: Float32Array }][] = [];
  let left = mostNumbers;
  let places = 0;
  const visit = (group: import("jsfive").Group, path: string, depth: number): void => {
    if (depth > DEEPEST) throw new Error(`groups are nested more than ${DEEPEST} deep`);
    for (const key of group.keys) {
      if (++places > MOST_PLACES) throw new Error(`more than ${MOST_PLACES} groups and data sets`);
      const item = group.get(key);
      if (isGroup(item)) visit(item, `${path}/${key}`, depth + 1);
      else {
        const shape = [...(item.shape ?? [])].map(Number);
        const count = shape.reduce((product, size) => product * size, 1);
        left -= count;
        if (!(left >= 0)) throw new Error(`${path}/${key} has ${count} numbers, more than its bytes can hold`);
        const { value } = item;
        if (typeof value?.[0] !== "number" && count > 0) continue;
        if (value.length !== count) throw new Error(`${path}/${key} has ${value.length} numbers, its shape ${count}`);
        datasets.push([`${path}/${key}`, { shape, values: Float32Array.from(value) }]);
      }
    }
  };
  visit(file, "", 0);
  const texts = attributes.map((name): [string, string] => [name, text(file.attrs[name])]);
  return { datasets, attributes: texts };
}

/** jsfive leaves the zeros at the end of texts of a fixed length. */
function text(value: unknown): string {
  return typeof value === "string" ? value.replace(/\0+$/, "") : "";
}

/** Data sets are arrays to jsfive, and so have a method `keys`. */
function isGroup(item: import("jsfive").Group | import("jsfive").Dataset): item is import("jsfive").Group {
  return "keys" in item && Array.isArray(item.keys);
}

/**
 * The numbers and texts of an HDF5 file as h5py writes it, Keras' library, also with libver="latest": groups as symbol tables,
 * links or fractal heaps, numbers in one piece or in deflated chunks, texts as attributes. Data sets that can grow, which weights
 * do not, are read in the early layout alone.
 *
 * What damage can cost is bounded by the file's length (hdf5-file.ts, dataset.ts), so that no clock has to watch.
 */

import { textAttribute } from "./attributes.ts";
import { type Dataset, type Datasets, datasetOf, NumberBudget } from "./dataset.ts";
import { linksOf } from "./groups.ts";
import { Hdf5File } from "./hdf5-file.ts";
import { messagesAt } from "./object-header.ts";

/** What is read of an HDF5 file. */
export interface Hdf5Contents {
  readonly datasets: Datasets;
  /** Text of an attribute of the root; undefined where there is none. */
  readonly text: string | undefined;
}

/** Nesting of groups. */
const DEEPEST = 16;

/**
 * All numbers, and one text.
 *
 * @param attribute  Name of the text among the root's attributes.
 * @param name       What to call the file in an error.
 * @throws FormatError if it is no HDF5, damaged, or holds structures that are not read.
 */
export function readHdf5(bytes: Uint8Array, attribute: string, name: string): Hdf5Contents {
  const file = new Hdf5File(bytes, name);
  const budget = new NumberBudget(file);
  const root = messagesAt(file, file.rootHeader());
  const datasets = new Map<string, Dataset>();
  const visit = (messages: typeof root, path: string, depth: number): void => {
    const links = linksOf(file, messages);
    if (!links) {
      const dataset = datasetOf(file, messages, path, budget);
      if (dataset) datasets.set(path, dataset);
      return;
    }
    if (depth > DEEPEST) throw file.damage(`groups are nested more than ${DEEPEST} deep`);
    for (const [key, address] of links) visit(messagesAt(file, address), `${path}/${key}`, depth + 1);
  };
  visit(root, "", 0);
  return { datasets, text: textAttribute(file, root, attribute) };
}

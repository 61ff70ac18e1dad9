/**
 * The variables of a layer in a Keras file: in `.h5` by layer and name, in `.keras` by class and number.
 */

import { FormatError } from "../../core/errors.ts";
import type { Dataset, Datasets } from "../hdf5/dataset.ts";
import type { KerasLayer } from "./keras-layers.ts";

/** The variables of a layer, in their order or by their names. */
export interface Variables {
  readonly listed: readonly Dataset[];
  readonly named: ReadonlyMap<string, Dataset>;
}

/** Finds a layer's data sets in either layout. */
export function variablesOf(datasets: Datasets): (layer: KerasLayer) => Variables {
  const folders = new Map<string, Map<string, Dataset>>();
  const add = (folder: string, variable: string, dataset: Dataset) =>
    folders.set(folder, (folders.get(folder) ?? new Map<string, Dataset>()).set(variable, dataset));
  for (const [path, dataset] of datasets) {
    const [, old, middle = "", variable = ""] = /^\/model_weights\/([^/]+)\/(?:(.*)\/)?([^/]+)$/.exec(path) ?? [];
    if (old !== undefined) add(`${old} ${middle.split("/").at(-1) || old}`, variable, dataset);
    const [, levels, place = ""] =
      /^\/((?:(?:layers|_layer_checkpoint_dependencies)\/[^/]+\/)+)vars\/(\d+)$/.exec(path) ?? [];
    if (levels !== undefined)
      add(levels.replace(/(?:layers|_layer_checkpoint_dependencies)\/([^/]+)\//g, "/$1"), place, dataset);
  }
  return ({ name, top, folders: [byClass, byName] }) => {
    const named = [...(folders.get(`${top} ${name}`) ?? [])].map(
      ([variable, set]) => [variableName(variable, name), set] as const,
    );
    const numbered = folders.get(`/${byClass}`) ?? folders.get(`/${byName}`) ?? new Map<string, Dataset>();
    const listed = Array.from({ length: numbered.size }, (_, at) => numbered.get(String(at)));
    return { named: new Map(named), listed: listed.filter((each) => each !== undefined) };
  };
}

/** Variables of Keras 1 by what they were called later. */
const LATER_NAMES: Readonly<Record<string, string>> = {
  W: "kernel",
  b: "bias",
  running_mean: "moving_mean",
  running_std: "moving_variance",
  alphas: "alpha",
};

/** "kernel:0" of Keras 2, "dense_1_W" of Keras 1 */
function variableName(variable: string, layer: string): string {
  const own = variable.replace(/:0$/, "");
  const short = own.startsWith(`${layer}_`) ? own.slice(layer.length + 1) : own;
  return LATER_NAMES[short] ?? short;
}

/**
 * Variables by the names that they have; those of new files are in this order.
 *
 * A layer that has others too is not what it seems: its weights are quantised, or another matrix is added to them.
 *
 * @param idle  Those that may be there too, behind the others.
 * @throws FormatError where one is missing, or there are others.
 */
export function pick(
  { named, listed }: Variables,
  names: readonly string[],
  where: string,
  idle: readonly string[] = [],
): Dataset[] {
  const isNamed = named.size > 0;
  const strange = isNamed ? [...named.keys()].find((name) => ![...names, ...idle].includes(name)) : undefined;
  if (strange !== undefined || (!isNamed && listed.length > names.length + idle.length))
    throw new FormatError(
      `${where}: has ${strange ?? `${listed.length} variables, expected are ${names.join(", ")}`}; quantised and adapted layers are not read, save the model before`,
    );
  return names.map((name, at) => {
    const found = isNamed ? named.get(name) : listed[at];
    if (!found) throw new FormatError(`${where}: the file has no ${name} for it`);
    return found;
  });
}

/**
 * The layers of a Keras model's configuration in the order in which rows go through them.
 *
 *   { class_name: "Sequential" | "Functional" | "Model", config: { layers: [{ class_name, config, inbound_nodes }] } }
 *
 * Keras 1 wrote a Sequential model's layers as `config` itself. A functional model names for each layer the one that it takes;
 * a graph that is no chain is refused. A model that is a layer of another one is the chain of its own layers.
 */

import { FormatError } from "../../core/errors.ts";
import { isRecord } from "../json.ts";

/** A layer as Keras's configuration describes it. */
export interface KerasLayer {
  /** Such as "Dense". */
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Name of the layer of the outermost model that it belongs to, by which `.h5` files group weights. */
  readonly top: string;
  /** Folders of its weights in a `.keras` file, as "sequential/dense_1": by class and number, or by name. */
  readonly folders: readonly [string, string];
}

interface ListedLayer extends KerasLayer {
  /** Names of the layers that it takes. */
  readonly takes: readonly string[];
  /** The layers of a model that is a layer. */
  readonly within?: readonly KerasLayer[];
}

/** Nesting of the places at which a functional model names a layer; more is not believed. */
const DEEPEST = 12;
/** Nesting of models. */
const DEEPEST_MODEL = 8;

/** Where a model stands within another one. */
interface Outer {
  readonly top?: string;
  readonly folders: readonly [string, string];
  readonly depth: number;
}

/**
 * The chain of layers, those of models within at their places.
 *
 * @param where  What to call the file in an error.
 * @throws FormatError for models that are no chain of layers.
 */
export function kerasChain(
  model: unknown,
  where: string,
  outer: Outer = { folders: ["", ""], depth: 0 },
): readonly KerasLayer[] {
  const { class_name: kind, config } = isRecord(model) ? model : {};
  const layers = Array.isArray(config) ? config : isRecord(config) ? config["layers"] : undefined;
  if (typeof kind !== "string" || !Array.isArray(layers))
    throw new FormatError(`${where}: is no model of layers; read are Sequential and Functional models`);
  if (outer.depth > DEEPEST_MODEL) throw new FormatError(`${where}: models are nested more than ${DEEPEST_MODEL} deep`);
  const folders = classFolders(layers);
  const listed = layers.map((layer, place) => listedLayer(layer, folders[place], where, outer));
  const chain: readonly ListedLayer[] = kind === "Sequential" ? listed : following(listed, where);
  return chain.flatMap((layer) => layer.within ?? layer);
}

/** Class in snake case, numbered from the second of a class on. */
function classFolders(layers: readonly unknown[]): string[] {
  const counts = new Map<string, number>();
  return layers.map((layer) => {
    const snake = snakeCase(String(isRecord(layer) ? layer["class_name"] : ""));
    const before = counts.get(snake) ?? 0;
    counts.set(snake, before + 1);
    return before === 0 ? snake : `${snake}_${before}`;
  });
}

/** "BatchNormalization" is batch_normalization, as Keras names it. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

function listedLayer(layer: unknown, folder: string, where: string, outer: Outer): ListedLayer {
  const { class_name: className, config, inbound_nodes: nodes, name } = isRecord(layer) ? layer : {};
  const own = isRecord(config) ? config : {};
  const called = typeof name === "string" ? name : own["name"];
  if (typeof className !== "string") throw new FormatError(`${where}: a layer has no class (${folder})`);
  const shown = typeof called === "string" ? called : className;
  if (Array.isArray(nodes) && nodes.length > 1)
    throw new FormatError(`${where}: layer ${JSON.stringify(shown)} is used twice; no dense network does that`);
  const top = outer.top ?? shown;
  const folders = [`${outer.folders[0]}${folder}`, `${outer.folders[1]}${shown}`] as const;
  const listed = { className, name: shown, config: own, top, folders, takes: taken(nodes, DEEPEST) };
  if (!Array.isArray(own["layers"])) return listed;
  const within = { top, folders: [`${folders[0]}/`, `${folders[1]}/`], depth: outer.depth + 1 } as const;
  return { ...listed, within: kerasChain(layer, `${where}: model ${JSON.stringify(shown)}`, within) };
}

/** Names in [["name", 0, 0, {}]] of Keras 2 and { keras_history: ["name", 0, 0] } of Keras 3. */
function taken(node: unknown, depth: number): string[] {
  if (depth === 0) return [];
  if (Array.isArray(node)) {
    const [name, at, tensor] = node as unknown[];
    if (typeof name === "string" && typeof at === "number" && typeof tensor === "number") return [name];
    return node.flatMap((part) => taken(part, depth - 1));
  }
  return isRecord(node) ? Object.values(node).flatMap((part) => taken(part, depth - 1)) : [];
}

function following(listed: readonly ListedLayer[], where: string): ListedLayer[] {
  const takers = new Map<string, ListedLayer[]>();
  for (const layer of listed)
    for (const name of layer.takes) takers.set(name, [...(takers.get(name) ?? []).slice(0, 2), layer]);
  const [first, ...others] = listed.filter(({ takes }) => takes.length === 0);
  if (!first || others.length > 0)
    throw new FormatError(`${where}: has ${others.length + (first ? 1 : 0)} inputs; expected is one, rows of features`);
  const chain: ListedLayer[] = [first];
  for (let layer = first; ; ) {
    const users: readonly ListedLayer[] = takers.get(layer.name) ?? [];
    const [next] = users;
    if (!next) break;
    if (users.length > 1 || next.takes.length > 1 || chain.length > listed.length)
      throw new FormatError(
        `${where}: its layers are no chain at ${JSON.stringify(layer.name)}, which ${next.name} (${next.className}) takes`,
      );
    chain.push(next);
    layer = next;
  }
  if (chain.length !== listed.length)
    throw new FormatError(
      `${where}: ${listed.length - chain.length} of its layers are not in the chain from its input`,
    );
  return chain;
}

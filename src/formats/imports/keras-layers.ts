/**
 * The layers of a Keras model's configuration in the order in which rows go through them.
 *
 *   { class_name: "Sequential" | "Functional" | "Model", config: { layers: [{ class_name, config, inbound_nodes }] } }
 *
 * A functional model names for each layer the one that it takes; a graph that is no chain is refused.
 */

import { FormatError } from "../../core/errors.ts";
import { isRecord } from "../json.ts";

export interface KerasLayer {
  /** Such as "Dense". */
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Place in the list of layers, by which new files find its weights. */
  readonly place: number;
}

interface ListedLayer extends KerasLayer {
  /** Names of the layers that it takes. */
  readonly takes: readonly string[];
}

/** Nesting of the places at which a functional model names a layer; more is not believed. */
const DEEPEST = 12;

export interface KerasChain {
  /** All that are listed. */
  readonly listed: readonly KerasLayer[];
  readonly chain: readonly KerasLayer[];
}

/** @param where  What to call the file in an error. @throws FormatError for models that are no chain of layers. */
export function kerasChain(model: unknown, where: string): KerasChain {
  const { class_name: kind, config } = isRecord(model) ? model : {};
  const layers = isRecord(config) && Array.isArray(config["layers"]) ? config["layers"] : undefined;
  if (typeof kind !== "string" || !layers)
    throw new FormatError(`${where}: is no model of layers; read are Sequential and Functional models`);
  const listed = layers.map((layer, place) => listedLayer(layer, place, where));
  return { listed, chain: kind === "Sequential" ? listed : following(listed, where) };
}

function listedLayer(layer: unknown, place: number, where: string): ListedLayer {
  const { class_name: className, config, inbound_nodes: nodes, name } = isRecord(layer) ? layer : {};
  const own = isRecord(config) ? config : {};
  const called = typeof name === "string" ? name : own["name"];
  if (typeof className !== "string") throw new FormatError(`${where}: layer ${place} has no class`);
  const shown = typeof called === "string" ? called : className;
  if (own["layers"] !== undefined || (Array.isArray(nodes) && nodes.length > 1))
    throw new FormatError(
      `${where}: layer ${JSON.stringify(shown)} is a model of its own or is used twice; no dense network is`,
    );
  return { className, name: shown, config: own, place, takes: taken(nodes, DEEPEST) };
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

function following(listed: readonly ListedLayer[], where: string): KerasLayer[] {
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
        `${where}: its layers are no chain at ${JSON.stringify(layer.name)}, which ${next.name} takes`,
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

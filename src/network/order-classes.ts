/**
 * A network with its classes in another order: the rows of its last layer change places, no number changes.
 */

import { UserError } from "../core/errors.ts";
import type { DenseLayer, Network } from "./network.ts";

/**
 * @param classes  All classes of the network, in the order wanted.
 * @param name     What to call the network in an error.
 * @throws UserError if they are other ones.
 */
export function orderClasses(network: Network, classes: readonly string[], name: string): Network {
  const { classes: own, layers } = network;
  const places = classes.map((label) => own.indexOf(label));
  if (classes.length !== own.length || places.includes(-1))
    throw new UserError(
      `${name}: has the classes ${own.join(", ")}, the data have ${classes.join(", ")}; they must be the same`,
    );
  if (places.every((place, at) => place === at)) return network;
  const last = layers.at(-1) as DenseLayer;
  const { inputs } = last;
  const weights = new Float32Array(last.weights.length);
  for (const [at, place] of places.entries())
    weights.set(last.weights.subarray(place * inputs, (place + 1) * inputs), at * inputs);
  const bias = Float32Array.from(places, (place) => last.bias[place]);
  return { ...network, classes: [...classes], layers: [...layers.slice(0, -1), { ...last, weights, bias }] };
}

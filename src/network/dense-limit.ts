/**
 * How many weights are made dense: a network of survivors can have any number of zeros between them.
 */

import { UserError } from "../core/errors.ts";
import type { LayerShape } from "./architecture.ts";

/** Twice as many as the largest network of the paper has; 512 MiB in float32. */
export const MOST_DENSE_WEIGHTS = 2 ** 27;

/**
 * Refuses a network that would be too large with its zeros.
 *
 * @param who  What to call it in an error.
 * @throws UserError if it has more than `MOST_DENSE_WEIGHTS`.
 */
export function assertDenseFits(shapes: readonly LayerShape[], who: string): void {
  const weights = shapes.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  if (weights > MOST_DENSE_WEIGHTS)
    throw new UserError(
      `${who}: ${weights} weights with the zeros; at most ${MOST_DENSE_WEIGHTS} are made dense; what keeps survivors alone takes it`,
    );
}

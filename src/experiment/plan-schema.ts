/**
 * A plan as result.json holds it: whole, whatever options there are, so that the run can be repeated from its result.
 */

import { z } from "zod";

const count = z.number().int().nonnegative();

/** Options of a stage; a later version may have more of them. */
const options = z.looseObject({});

const activation = z.union([
  z.object({ kind: z.enum(["sigmoid", "tanh", "relu", "gelu"]) }),
  z.object({ kind: z.literal("leaky-relu"), slope: z.number() }),
]);

export const planSchema = z.object({
  models: z
    .array(
      z.object({
        name: z.string(),
        architecture: z.object({
          inputs: count,
          hidden: z.array(count).readonly(),
          classes: count,
          activations: z.array(activation).readonly().optional(),
        }),
        /** A network that was trained elsewhere. */
        original: z.object({ file: z.string(), hash: z.string() }).optional(),
      }),
    )
    .readonly(),
  seed: z.number().int(),
  /** Absent where everything was trained once. */
  seeds: count.optional(),
  training: options,
  pruning: z.object({ pruning: options, training: options }),
  comparison: options,
  /** Null where nothing was squeezed. */
  squeeze: options.nullable(),
});

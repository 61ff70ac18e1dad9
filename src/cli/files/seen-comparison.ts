/**
 * The comparison that a file of ours holds: result.json, squeeze.json, or what `coldpress evaluate --against --json` printed.
 */

import { z } from "zod";
import { UserError } from "../../core/errors.ts";
import type { Comparison } from "../../evaluation/compare.ts";
import type { Evaluation } from "../../evaluation/evaluate.ts";
import { comparisonSchema, evaluationSchema } from "../../evaluation/evaluation-schema.ts";
import { parseResult, RESULT_SCHEMA } from "../../experiment/result.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { judged, mostCompressed } from "../../report/judged.ts";
import { SQUEEZE_SCHEMA, squeezeResult } from "../../squeeze/squeeze-result.ts";

/** A comparison with how the compared network does itself. */
export interface SeenComparison {
  readonly evaluation: Evaluation;
  readonly comparison: Comparison;
}

const evaluated = z.object({ evaluation: evaluationSchema, comparison: comparisonSchema.nullable() });

/** The comparison that the file's verdict is about. @throws UserError where there is none. */
export function seenComparison(file: string): SeenComparison {
  const text = new TextDecoder().decode(readWholeFile(file));
  const found = comparisonIn(text, file);
  if (!found)
    throw new UserError(
      `${file}: compares no network with its original; expected a result.json, a squeeze.json whose test has labels, or ` +
        "what evaluate with --against and --json prints",
    );
  return found;
}

function comparisonIn(text: string, file: string): SeenComparison | null {
  const json = parsed(text, file);
  switch ((json as { schema?: unknown } | null)?.schema) {
    case RESULT_SCHEMA:
      return ofResult(text, file);
    case SQUEEZE_SCHEMA:
      return ofSqueeze(checked(squeezeResult.safeParse(json), file));
    default: {
      const { evaluation, comparison } = checked(evaluated.safeParse(json), file);
      return comparison && { evaluation, comparison };
    }
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file}: is not JSON (${(error as Error).message}); expected a result of coldpress`);
  }
}

function checked<Value>(result: z.ZodSafeParseResult<Value>, file: string): Value {
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UserError(
    `${file}: is not a result of coldpress: ${issue?.path.join(".") || "the file"}: ${issue?.message}; expected result.json, ` +
      "squeeze.json or what evaluate with --json prints",
  );
}

/** Of the first model, compressed most: what its verdict is about. */
function ofResult(text: string, file: string): SeenComparison | null {
  const [model] = parseResult(text, file).models;
  const compressed = model && mostCompressed(model);
  return compressed?.comparison ? { evaluation: judged(compressed), comparison: compressed.comparison } : null;
}

function ofSqueeze({ test }: z.infer<typeof squeezeResult>): SeenComparison | null {
  const network = test?.networks.find(({ comparison }) => comparison !== null);
  return network?.comparison ? { evaluation: network.evaluation, comparison: network.comparison } : null;
}

/**
 * A table of boards that somebody has made: a JSON file of rows like those of device/boards.ts.
 */

import { z } from "zod";
import { UserError } from "../../core/errors.ts";
import type { Board } from "../../device/boards.ts";
import { readWholeFile } from "../../node/read-file.ts";

const band = z
  .object({ low: z.number().positive(), high: z.number().positive() })
  .refine(({ low, high }) => low <= high, "low must not be above high");

const boards = z
  .array(
    z.object({
      name: z.string().min(1),
      core: z.string(),
      regulator: z.string(),
      clockMegahertz: z.number().positive(),
      nanojoulesPerCycle: band,
      cyclesPerInstruction: band,
      source: z.string().min(1, "every row needs its source"),
    }),
  )
  .min(1, "expected at least one board");

/** The boards of a file. @throws UserError where it is no such table, with the first field that is wrong. */
export function boardsIn(file: string): readonly Board[] {
  const text = new TextDecoder().decode(readWholeFile(file));
  const parsed = boards.safeParse(jsonIn(text, file));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError(
    `${file}: ${issue?.path.join(".") || "the table"}: ${issue?.message}; docs/energy.md shows a row`,
  );
}

function jsonIn(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file}: is not JSON (${(error as Error).message}); expected a table of boards`);
  }
}

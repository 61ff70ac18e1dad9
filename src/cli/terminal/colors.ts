/**
 * Colors of the two streams, each for itself: none where it is no terminal, the terminal is dumb, or NO_COLOR is set.
 */

import type { WriteStream } from "node:tty";
import { createColors } from "picocolors";

/** Whether a stream takes colors. NO_COLOR counts where it is not empty (no-color.org), FORCE_COLOR where it is not "0". */
export function takesColors(
  { isTTY }: Pick<WriteStream, "isTTY">,
  { NO_COLOR = "", FORCE_COLOR = "", TERM }: Readonly<Record<string, string | undefined>>,
): boolean {
  if (NO_COLOR !== "") return false;
  if (FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return isTTY === true && TERM !== "dumb";
}

/** For results. */
export const stdoutColors = createColors(takesColors(process.stdout, process.env));

/** For progress, findings and errors. */
export const stderrColors = createColors(takesColors(process.stderr, process.env));

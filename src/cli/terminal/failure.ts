/**
 * How a command ends when something is wrong: a user's error is one line and exit code 2, a bug shows its stack.
 */

import { UserError } from "../../core/errors.ts";
import { writingError } from "../../node/atomic-file.ts";
import { stderrColors as pc } from "./colors.ts";

/** Exit code for what the user can mend. */
export const EXIT_USER_ERROR = 2;

/** Exit code for a bug, and for a run over many files in which some failed. */
export const EXIT_FAILURE = 1;

/** Writes the error to stderr and returns the exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof UserError) {
    process.stderr.write(`${pc.red("error")} ${error.message}\n`);
    return EXIT_USER_ERROR;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${stack}\nThis is a bug in coldpress; please report it with the lines above.\n`);
  return EXIT_FAILURE;
}

/**
 * Ends the command in one line where stdout cannot be written. A reader that has seen enough (`coldpress … | head`) is no
 * error; and without anybody to read stderr the work goes on.
 */
export function surviveClosedStreams(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : reportFailure(writingError("standard output", error)));
  });
  process.stderr.on("error", () => {});
}

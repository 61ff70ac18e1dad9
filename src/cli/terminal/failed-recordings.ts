/**
 * Recordings that have no features, on stderr and in the exit code.
 */

import { EXIT_FAILURE } from "./failure.ts";

/** Failed files that are listed; of the others only the number. */
const MOST_LISTED = 50;

/**
 * @param failures  What went wrong with each, its file first; at least one.
 * @param total     Of how many recordings.
 */
export function reportFailedRecordings(failures: readonly string[], total: number): void {
  for (const failure of failures.slice(0, MOST_LISTED)) process.stderr.write(`failed ${failure}\n`);
  if (failures.length > MOST_LISTED) process.stderr.write(`failed ${failures.length - MOST_LISTED} more\n`);
  process.stderr.write(`${failures.length} of ${total} recordings have no features; they are not in the table\n`);
  process.exitCode = EXIT_FAILURE;
}

/**
 * A run's folder belongs to one run: the same command goes on where it was, another one is refused.
 */

import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../core/errors.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { readWholeFile } from "../../node/read-file.ts";

/** Says in a run's folder what its run is. */
const CLAIM_FILE = "run.json";

/**
 * Takes a folder for a run.
 *
 * @param settings  All that makes it this run and no other, as plain data.
 * @throws UserError if the folder holds another run, or files that are no run's.
 */
export function claimFolder(folder: string, settings: object, { overwrite }: { overwrite: boolean }): void {
  const claim = `${JSON.stringify(settings, null, 1)}\n`;
  const claimPath = join(folder, CLAIM_FILE);
  const held = existsSync(claimPath) ? new TextDecoder().decode(readWholeFile(claimPath)) : undefined;
  if (held === claim) return;
  if (held !== undefined && overwrite) rmSync(folder, { recursive: true });
  else if (held !== undefined)
    throw new UserError(
      `${folder}: holds a run with other settings or data; choose another --out, or start anew with --overwrite`,
    );
  else if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new UserError(`${folder}: is not empty and holds no run of coldpress; choose another --out`);
  writeFileAtomically(claimPath, claim);
}

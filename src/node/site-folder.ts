/**
 * A folder of files for a web server: ours may be written anew, what else is there stays.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../core/errors.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import { openManifest } from "./manifest.ts";
import { checkFolderPlace } from "./writable-place.ts";

/**
 * Writes the files into a folder, which need not be there yet.
 *
 * @param files  By name.
 * @throws UserError if a file of that name is there that we have not written; nothing is written then.
 */
export function writeSiteFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  checkFolderPlace(folder);
  const manifest = openManifest(folder);
  const foreign = [...files.keys()].find((name) => !manifest.has(name) && existsSync(join(folder, name)));
  if (foreign !== undefined)
    throw new UserError(`${join(folder, foreign)}: is there and not by coldpress; name another folder`);
  for (const [name, bytes] of files) {
    manifest.add(name);
    writeFileAtomically(join(folder, name), bytes);
  }
}

/**
 * The container that an export begins with.
 */

import { UserError } from "../../core/errors.ts";
import { formatOf } from "../../formats/network-files.ts";
import { readWholeFile } from "../../node/read-file.ts";

export const CONTAINER = ".coldpress";

/**
 * Its bytes.
 *
 * @param command  Such as "export web", for the error.
 * @param taker    What takes nothing but containers, for the error.
 * @throws UserError if it is another kind of file.
 */
export function readContainerFile(path: string, command: string, taker: string): Uint8Array {
  const bytes = readWholeFile(path);
  const { extension } = formatOf(bytes, path);
  if (extension !== CONTAINER)
    throw new UserError(
      `${command}: ${path} is ${extension}, ${taker} takes ${CONTAINER}; squeeze or quantize makes one`,
    );
  return bytes;
}

/**
 * A network file that training can resume from.
 */

import { UserError } from "../../core/errors.ts";
import type { ModelFile } from "../../formats/model-file.ts";
import { extensionsOf, readNetworkFile } from "../../formats/network-files.ts";

/**
 * The float32 network in some bytes.
 *
 * @param who  What to call who needs it in an error, such as the command.
 * @throws UserError if the file holds another kind of network.
 */
export function trainedNetwork(bytes: Uint8Array, path: string, who: string): ModelFile {
  const file = readNetworkFile(bytes, path);
  if (file.holds === "trained") return file;
  throw new UserError(
    `${path}: holds a network in the form in which it is shipped; ${who} needs a trained one (${extensionsOf("writeTrained").join(", ")})`,
  );
}

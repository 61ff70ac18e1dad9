/**
 * Where a result goes: --out must end in what the command writes. Checked before the work.
 */

import { UserError } from "../../core/errors.ts";

/**
 * The extension of a file that is to be written, in small letters.
 *
 * @param who         What to call who writes in an error, such as the command.
 * @param extensions  What can be written, each with its dot.
 * @throws UserError for another extension.
 */
export function outExtension(who: string, out: string, extensions: readonly string[]): string {
  const name = out.toLowerCase();
  const found = extensions.find((extension) => name.endsWith(extension) && name.length > extension.length);
  if (found === undefined) throw new UserError(`${who}: --out must end in ${inWords(extensions)}, got ${out}`);
  return found;
}

/** ".a, .b or .c" */
export function inWords(extensions: readonly string[]): string {
  return extensions.length < 2
    ? extensions.join()
    : `${extensions.slice(0, -1).join(", ")} or ${extensions.at(-1) as string}`;
}

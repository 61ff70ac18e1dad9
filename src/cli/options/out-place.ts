/**
 * --out of whatever command can be written: checked before the command does anything.
 */

import type { Command } from "commander";
import { checkFilePlace, checkFolderPlace } from "../../node/writable-place.ts";

/** An option whose value is called so names a folder; any other --out names a file, unless the command knows which. */
const FOLDER_OPTION = /<(folder|dir)>/;
const EITHER_OPTION = /<place>/;

/** @throws UserError if the command has a file or folder to write that cannot be written. */
export function checkOutPlace(command: Command): void {
  const option = command.options.find(({ long }) => long === "--out");
  const path: unknown = option && command.getOptionValue(option.attributeName());
  if (option === undefined || typeof path !== "string") return;
  if (EITHER_OPTION.test(option.flags)) return;
  if (FOLDER_OPTION.test(option.flags)) checkFolderPlace(path);
  else checkFilePlace(path);
}

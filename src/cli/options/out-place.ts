/**
 * --out of whatever command can be written: checked before the command does anything.
 */

import { existsSync } from "node:fs";
import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { checkFilePlace, checkFolderPlace } from "../../node/writable-place.ts";

/** An option whose value is called so names a folder; any other --out names a file, unless the command knows which. */
const FOLDER_OPTION = /<(folder|dir)>/;
const EITHER_OPTION = /<place>/;

/** Extensions of what coldpress reads and writes. */
const FILE_NAME = /\.(coldpress|safetensors|tflite|onnx|arff|csv|tsv|parquet|json|html?|svg|wav|zip|gz)$/i;

/** @throws UserError if the command has a file or folder to write that cannot be written. */
export function checkOutPlace(command: Command): void {
  const option = command.options.find(({ long }) => long === "--out");
  const path: unknown = option && command.getOptionValue(option.attributeName());
  if (option === undefined || typeof path !== "string") return;
  if (EITHER_OPTION.test(option.flags)) return;
  if (FOLDER_OPTION.test(option.flags)) {
    checkFolderPlace(path);
    checkFolderName(command.name(), path);
  } else checkFilePlace(path);
}

/** Who names a file for what becomes a folder expects another command. @throws UserError if there is no folder of the name. */
function checkFolderName(command: string, path: string): void {
  if (FILE_NAME.test(path) && !existsSync(path))
    throw new UserError(
      `${command}: --out names a folder here, got ${path}, which looks like a file; leave the extension out`,
    );
}

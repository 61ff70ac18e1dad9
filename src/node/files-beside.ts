/**
 * Files that another one refers to by their names, such as the weights of a large ONNX network.
 */

import { dirname, join } from "node:path";
import { readWholeFile } from "./read-file.ts";

/** Opens files in the folder of another one, each once. */
export function filesBeside(path: string): (location: string) => Uint8Array {
  const open = new Map<string, Uint8Array>();
  return (location) => {
    const bytes = open.get(location) ?? readWholeFile(join(dirname(path), location));
    open.set(location, bytes);
    return bytes;
  };
}

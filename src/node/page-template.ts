/**
 * The files that the build has made of web/: the page without a network.
 */

import { readdirSync, readFileSync } from "node:fs";

/** By name. */
export function pageTemplate(): Map<string, Uint8Array> {
  const folder = new URL("../web/", import.meta.url);
  return new Map(readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(new URL(name, folder)))]));
}

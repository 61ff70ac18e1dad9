/**
 * Who made a result: version of the tool, engine, machine, time.
 */

import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { Engine } from "../../engine/engine.ts";
import type { MadeWith } from "../../experiment/result.ts";

/** Version of this package. */
export const VERSION: string = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
).version;

/** Who makes a result: this version on this machine, now. */
export function madeWith({ kind, threads }: Engine): MadeWith {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return {
    coldpress: VERSION,
    engine: kind,
    threads,
    platform: `Node ${process.version}, ${process.platform} ${process.arch}, ${processor}, ${gibibytes} GiB`,
    date: new Date().toISOString(),
  };
}

/**
 * Options may stand before the network: `coldpress evaluate --features a.csv b.csv m.coldpress`.
 *
 * An option that takes several values takes all that follow it, the network too. No table, list or folder is called like
 * a network, so a network's file among such values is the argument that it looks like.
 */

import type { Command } from "commander";
import { formatNamed } from "../../formats/network-files.ts";

/** The arguments of a command, with networks that stand behind an option of several values moved to the front. */
export function networksFirst(command: Command, args: readonly string[]): string[] {
  const networks: string[] = [];
  const others: string[] = [];
  let isTaking = false;
  for (const [at, arg] of args.entries()) {
    if (arg === "--") return [...networks, ...others, ...args.slice(at)];
    if (arg.startsWith("-") && arg !== "-") isTaking = takesSeveral(command, arg);
    if (isTaking && formatNamed(arg) && !arg.startsWith("-")) networks.push(arg);
    else others.push(arg);
  }
  return [...networks, ...others];
}

function takesSeveral({ options }: Command, flag: string): boolean {
  const [name] = flag.split("=");
  return options.some(({ long, short, variadic }) => variadic && (long === name || short === name));
}

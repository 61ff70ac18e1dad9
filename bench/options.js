/**
 * Options of a measurement: texts and switches, each with its default; --help prints the measurement's own text.
 */

import { parseArgs } from "node:util";

/**
 * The values of the options, or undefined where only help was asked for.
 *
 * @param args      As they stand on the command line.
 * @param help      What --help prints.
 * @param defaults  Name -> default: a text, a boolean for a switch, undefined for a text without one.
 */
export function optionsOf(args, help, defaults) {
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      typeof value === "boolean"
        ? { type: "boolean", default: value }
        : { type: "string", ...(value === undefined ? {} : { default: value }) },
    ]),
  );
  const { values } = parseArgs({ args, allowNegative: true, options: { ...options, help: { type: "boolean" } } });
  if (!values.help) return values;
  console.log(help);
  return undefined;
}

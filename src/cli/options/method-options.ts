/**
 * Options that only some methods of a command have: given with another method, they are refused and not ignored.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";

/** Which methods have an option, by its name in the flags; options that are not listed belong to all. */
export type MethodOptions<Method extends string> = Readonly<Record<string, readonly Method[]>>;

/** Refuses options of other methods before the command begins. */
export function addMethodRefusal<Method extends string>(command: Command, options: MethodOptions<Method>): Command {
  return command.hook("preAction", (_, acting) =>
    refuseOptionsOfOthers(acting, acting.getOptionValue("method") as Method, options),
  );
}

/** @throws UserError if an option was given that the method does not have. */
function refuseOptionsOfOthers<Method extends string>(
  command: Command,
  method: Method,
  options: MethodOptions<Method>,
): void {
  for (const option of command.options) {
    const name = option.attributeName();
    const methods = options[name];
    if (methods === undefined || methods.includes(method) || !isGiven(command, name)) continue;
    throw new UserError(
      `${option.long}: does nothing with --method ${method}; it belongs to --method ${methods.join(", ")}`,
    );
  }
}

/** Whether an option stands on the command line. */
export function isGiven(command: Command, name: string): boolean {
  return command.getOptionValueSource(name) === "cli";
}

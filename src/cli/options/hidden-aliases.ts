/**
 * Options under a name that they had before, or have elsewhere: understood, and not in the help.
 */

import { type Command, Option } from "commander";
import { UserError } from "../../core/errors.ts";
import { isGiven } from "./method-options.ts";

/**
 * Adds another name of an option.
 *
 * @param flags  The alias as commander wants it: "--jobs <count>".
 * @param main   Long name of the option that is meant; it must be there already.
 */
export function addHiddenAlias(command: Command, flags: string, main: string): Command {
  const option = command.options.find(({ long }) => long === main);
  if (!option) throw new RangeError(`addHiddenAlias: the command has no ${main}`);
  const alias = new Option(flags).hideHelp();
  if (option.parseArg) alias.argParser(option.parseArg);
  return command.addOption(alias).hook("preAction", (_, acting) => {
    const [name, own] = [option.attributeName(), alias.attributeName()];
    if (!isGiven(acting, own)) return;
    if (isGiven(acting, name))
      throw new UserError(`${alias.long} and ${main} are the same; only one of them can be named`);
    acting.setOptionValueWithSource(name, acting.getOptionValue(own), "cli");
  });
}

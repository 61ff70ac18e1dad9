/**
 * The format of a network that a command is to write, by the name of --out.
 */

import { extensionsOf, formatNamed, type NetworkFormat } from "../../formats/network-files.ts";
import { outExtension } from "../options/out-file.ts";

/** A format with what it must be able to do. */
type Able<Ability extends keyof NetworkFormat> = NetworkFormat & {
  readonly [A in Ability]: NonNullable<NetworkFormat[A]>;
};

/**
 * @param who      What to call who writes in an error, such as the command.
 * @param ability  What the format must be able to do.
 * @throws UserError for an extension of no such format.
 */
export function formatFor<Ability extends keyof NetworkFormat>(
  who: string,
  out: string,
  ability: Ability,
): Able<Ability> {
  outExtension(who, out, extensionsOf(ability));
  return formatNamed(out) as Able<Ability>;
}

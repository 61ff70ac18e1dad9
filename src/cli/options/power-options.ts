/**
 * The options that describe a comparison of two networks to be planned: how often they differ, on whom.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { type PowerDesign, SUPPOSED_CORRELATION } from "../../evaluation/power.ts";
import { integerList, shareOrAll, wholeNumber } from "./option-parsers.ts";

export interface DesignFlags {
  readonly discordance?: number;
  readonly correlation?: number;
  readonly recordings?: number;
  readonly classes?: number[];
  readonly everyClass?: true;
}

/** Adds --discordance, --correlation, --recordings, --classes and --every-class. */
export function addDesignOptions(command: Command): Command {
  return command
    .option("--discordance <share>", "share of the recordings that only one of the two networks gets right", shareOrAll)
    .option(
      "--correlation <share>",
      `of the differences of a speaker's recordings (default: ${SUPPOSED_CORRELATION})`,
      shareOrAll,
    )
    .option("--recordings <count>", "of each speaker (default: 1)", wholeNumber(1))
    .option("--classes <ratio>", "recordings of the classes, such as 1,9 (default: 1,1)", integerList)
    .option("--every-class", "every speaker has recordings of all classes (an emotion), not of one (a diagnosis)");
}

/**
 * The design that the options describe; what they do not say is as in a result, or as usual.
 *
 * @param seen  What a result has shown; null where none is named.
 * @throws UserError if nothing says how many answers differ, or a ratio names one class only.
 */
export function powerDesign(flags: DesignFlags, seen: PowerDesign | null): PowerDesign {
  const discordance = flags.discordance ?? seen?.discordance;
  if (discordance === undefined)
    throw new UserError(
      "power: say how many answers differ with --discordance (0.1 is usual for a pruned network), or name a result with --from",
    );
  return {
    discordance,
    correlation: flags.correlation ?? seen?.correlation ?? SUPPOSED_CORRELATION,
    recordingsPerSpeaker: flags.recordings ?? seen?.recordingsPerSpeaker ?? 1,
    classShares: flags.classes ? shares(flags.classes) : (seen?.classShares ?? [0.5, 0.5]),
    everyClass: flags.everyClass ?? seen?.everyClass ?? false,
  };
}

function shares(ratio: readonly number[]): number[] {
  if (ratio.length < 2)
    throw new UserError(
      `power: --classes needs the recordings of at least 2 classes, such as 1,9, got ${ratio.join(",")}`,
    );
  const sum = ratio.reduce((total, count) => total + count, 0);
  return ratio.map((count) => count / sum);
}

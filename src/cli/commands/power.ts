/**
 * `coldpress power`: how many speakers and recordings show that a compressed network is not worse.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { POWER_DEFAULTS, smallestMargin, speakersToShow } from "../../evaluation/power.ts";
import { seenPower } from "../../evaluation/power-seen.ts";
import { seenComparison } from "../files/seen-comparison.ts";
import { difference, integerList, strictShare } from "../options/option-parsers.ts";
import { addDesignOptions, type DesignFlags, powerDesign } from "../options/power-options.ts";
import { type PowerAnswer, powerText } from "../terminal/power-text.ts";
import { printJson } from "../terminal/print.ts";

/** What each of the corpora that people have could show; the last has as many speakers as the paper's. */
const SPEAKERS = [10, 40, 140, 630];

interface PowerFlags extends DesignFlags {
  readonly from?: string;
  readonly margin?: number;
  readonly alpha?: number;
  readonly drop: number;
  readonly power: number;
  readonly speakers: number[];
  readonly json?: true;
}

export function register(command: Command): void {
  command.option(
    "--from <file>",
    "take discordance, correlation, recordings, classes, margin as seen in a result.json, squeeze.json or evaluate's JSON; the options below take their place",
  );
  addDesignOptions(command)
    .option("--margin <drop>", `smallest drop of UAR that matters (default: ${POWER_DEFAULTS.margin})`, strictShare)
    .option("--alpha <level>", `one-sided level of the bound (default: ${POWER_DEFAULTS.alpha})`, strictShare)
    .option(
      "--drop <drop>",
      "true drop that is supposed; negative: the compressed network is better",
      difference,
      POWER_DEFAULTS.drop,
    )
    .option("--power <chance>", "chance to show it", strictShare, POWER_DEFAULTS.power)
    .option("--speakers <counts>", "what can be shown with this many speakers", integerList, SPEAKERS)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress power --discordance 0.1 --recordings 5\n  coldpress power --from result.json --margin 0.05\n\n" +
        "Seen: int8 differs in 0 to 1.5 % of the recordings, pruned networks in 7 to 18 %, squeezed ones in 9 to 33 %.",
    )
    .action((flags: PowerFlags) => {
      const answer = powerAnswer(flags);
      if (flags.json) printJson(answer);
      else process.stdout.write(`${powerText(answer, flags.from)}\n`);
    });
}

function powerAnswer(flags: PowerFlags): PowerAnswer {
  const { drop, power } = flags;
  const found = flags.from === undefined ? null : seenComparison(flags.from);
  const defaults = found?.comparison.nonInferiority ?? POWER_DEFAULTS;
  const question = { margin: flags.margin ?? defaults.margin, alpha: flags.alpha ?? defaults.alpha, drop, power };
  if (question.alpha >= 0.5)
    throw new UserError(
      `power: the level must be below 0.5, got ${question.alpha}; usual are 0.025 and 0.05 (--alpha)`,
    );
  const seen = found && seenPower(found.evaluation, found.comparison, question.alpha, power);
  const design = powerDesign(flags, seen?.design ?? null);
  return {
    design,
    question,
    speakers: speakersToShow(design, question),
    margins: flags.speakers.map((speakers) => {
      const margin = smallestMargin(design, speakers, question);
      return { speakers, smallestMargin: Number.isFinite(margin) ? margin : null };
    }),
    seen,
  };
}

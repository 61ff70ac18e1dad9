/**
 * What `coldpress power` found, as text for a terminal.
 */

import { normalQuantile } from "../../core/normal-quantile.ts";
import { counted, countText, meanCountText, percentText, shareText, statisticText } from "../../core/number-text.ts";
import type { PowerDesign, PowerQuestion } from "../../evaluation/power.ts";
import type { SeenPower } from "../../evaluation/power-seen.ts";
import { columnsText } from "./table-text.ts";

/** All that is printed. */
export interface PowerAnswer {
  readonly design: PowerDesign;
  readonly question: PowerQuestion;
  /** Null where no number of speakers shows it. */
  readonly speakers: number | null;
  /** Smallest margin by number of speakers; null where so few allow no verdict. */
  readonly margins: readonly { readonly speakers: number; readonly smallestMargin: number | null }[];
  /** The comparison of --from; null without. */
  readonly seen: SeenPower | null;
}

/** From here on the floor of the bound, or the few degrees of freedom, are worth a sentence. */
const NOTABLE_EXCESS = 1.15;

/** @param file  Where the figures were seen, if anywhere. */
export function powerText(answer: PowerAnswer, file: string | undefined): string {
  const { margins, question } = answer;
  return [
    ...suppositions(answer, file),
    needed(answer),
    ...excess(answer),
    "",
    `Smallest margin that is shown with a chance of ${percentText(question.power)}:`,
    columnsText(
      ["speakers", "margin"],
      margins.map(({ speakers, smallestMargin }) => [
        countText(speakers),
        smallestMargin === null ? "no verdict" : shareText(smallestMargin),
      ]),
    ),
  ].join("\n");
}

function suppositions({ design, seen }: PowerAnswer, file: string | undefined): string[] {
  const { discordance, correlation, recordingsPerSpeaker, classShares, everyClass } = design;
  const classes = classShares.map((share) => percentText(share)).join(", ");
  const supposed =
    `Answers differ on ${percentText(discordance)} of the recordings, correlation ${statisticText(correlation)} within a speaker; ` +
    `${recordingsText(recordingsPerSpeaker)} of each; classes ${classes}, ${everyClass ? "all of them in every speaker" : "one for each speaker"}`;
  if (!seen || file === undefined) return [supposed];
  const own = `${counted(seen.units, seen.unit)}`;
  return [
    `${supposed} (as seen in ${file}, where no option says otherwise)`,
    ...(seen.unit === "recording" ? ["No speakers are known there: recordings take their place."] : []),
    ...(seen.correlationSeen ? [] : ["Too few speakers to see the correlation: it is supposed."]),
    seen.smallestMargin === null
      ? `The ${own} there can show no margin at all: too few of a class, or in all.`
      : `The ${own} there could show a margin of ${shareText(seen.smallestMargin)} at best, if the true drop is 0.`,
  ];
}

function recordingsText(count: number): string {
  return count === 1 ? "1 recording" : `${meanCountText(count)} recordings`;
}

function needed({ speakers, question: { margin, drop, alpha, power } }: PowerAnswer): string {
  const asked = `To show a drop below ${margin} at one-sided ${percentText(alpha)} with a chance of ${percentText(power)}, if it is ${drop}: `;
  if (speakers !== null) return `${asked}${counted(speakers, "speaker")}`;
  return `${asked}${drop >= margin ? "no number of speakers, as it is not below" : "more than ten million speakers"}`;
}

/** Says so where the usual formula for planning asks for fewer. */
function excess({ design, question, speakers }: PowerAnswer): string[] {
  if (speakers === null) return [];
  const { discordance: d, correlation, recordingsPerSpeaker: m, classShares } = design;
  const { margin, drop, alpha, power } = question;
  const kappa = classShares.reduce((sum, share) => sum + 1 / share, 0) / classShares.length ** 2;
  const z = normalQuantile(1 - alpha) + normalQuantile(power);
  const formula =
    (z ** 2 * Math.max(0, d - drop ** 2) * (1 + (m - 1) * correlation) * kappa) / (m * (margin - drop) ** 2);
  if (speakers <= NOTABLE_EXCESS * formula + 1) return [];
  return [
    `(The usual formula says ${countText(Math.ceil(formula))}: it knows neither the floor of the bound, which asks for more where hardly ` +
      "any answer differs, nor that few speakers hardly show how speakers differ.)",
  ];
}

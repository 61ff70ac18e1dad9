/**
 * What a network listens to, in sentences and phrases: for the terminal and the report.
 */

import { counted, countText, shareText, signedIntervalText, signedText } from "../core/number-text.ts";
import type { ExplainedFeature, ExplainedGroup, Explanation } from "../explanation/explanation.ts";

/** Share of recordings from which on the direction needs no words. */
const AGREED = 0.9;

/** What was read and what it was judged by. @param name  The network, as a sentence calls it. */
export function explanationSentence({ inputs, read, descriptors, table }: Explanation, name: string): string {
  const some =
    read === inputs ? `reads ${counted(read, "feature")}` : `reads ${countText(read)} of ${counted(inputs, "feature")}`;
  const start = `${name} ${some}, of ${counted(descriptors.length, "descriptor")}`;
  if (!table) return `${start}.`;
  const of = table.speakers === null ? "" : ` of ${counted(table.speakers, "speaker")}`;
  return `${start}. On ${counted(table.recordings, "recording")}${of} it has a UAR of ${shareText(table.uar)}.`;
}

/** "+0.081 [+0.020, +0.140]"; a dash without a table. */
export function importanceText({ importance }: ExplainedGroup): string {
  return importance ? `${signedText(importance.estimate)} ${signedIntervalText(importance.interval)}` : "-";
}

/** Whether the bound for all groups says that the group is needed. */
export function isNeeded({ importance }: ExplainedGroup): boolean {
  return importance !== null && importance.lowerOfAll > 0;
}

/** "level 3, variation 2" */
export function aspectsText({ aspects }: ExplainedGroup): string {
  return aspects.map(({ aspect, features }) => `${aspect} ${features}`).join(", ");
}

/** Which class a high value speaks for: "for cold", of more than two "for anger, against boredom". */
export function directionText({ effects, agreement }: ExplainedFeature, classes: readonly string[]): string {
  const most = effects.indexOf(Math.max(...effects));
  const least = effects.indexOf(Math.min(...effects));
  if (effects[most] === effects[least]) return "for none";
  const against = classes.length > 2 ? `, against ${classes[least]}` : "";
  const often = agreement < AGREED ? ` (in ${Math.round(100 * agreement)} % of recordings)` : "";
  return `for ${classes[most]}${against}${often}`;
}

/** The largest effect on a class: "0.34". */
export function effectText({ effects }: ExplainedFeature): string {
  return Math.max(...effects).toPrecision(2);
}

/** "median of the pitch [Hz]"; the name itself of a feature of no known set. */
export function featureText({ name, words, unit }: ExplainedFeature): string {
  if (words === null) return name;
  return unit === "" || unit === "share" ? words : `${words} [${unit}]`;
}

/** What has to be known of the figures. */
export function explanationNotes({ table, kinds, strongest, classes }: Explanation): string[] {
  const level = kinds[0]?.importance?.interval.level;
  return [
    ...(table
      ? [
          `Importance: the drop of UAR where a group's features are those of other recordings (mean of ${table.permutations} permutations), with ` +
            `its ${Math.round(100 * (level ?? 0.95))} % interval over speakers; needed: that it is above 0 is shown for all groups at once. Features of a group move together, as one by one they ` +
            "replace each other. So do groups that say the same (bands, cepstrum and spectral shape do): each then looks less important than it is.",
        ]
      : []),
    ...(strongest.length > 0 ? [directionNote(table, classes.length)] : []),
    ...(table?.warnings ?? []),
    "This is what the network uses, not what the disease does: what goes with the class in these recordings (microphone, room, age) looks the same.",
  ];
}

function directionNote(table: Explanation["table"], classes: number): string {
  const against = classes > 2 ? " (and against the one with the smallest)" : "";
  const basis = table
    ? `slope of a class's sum before the softmax, less the mean over classes, averaged over ${counted(table.effectRecordings, "recording")} with equal weight of each class, times half of what the middle 68 % of recordings span in the feature`
    : "weight of the class, less the mean over classes; by the standard deviation that the network's normalisation knows";
  return `A high value speaks for the class with the largest effect${against}: ${basis}.`;
}

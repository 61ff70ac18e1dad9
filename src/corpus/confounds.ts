/**
 * Labels that can be told without listening: by level, noise floor, duration or sampling rate alone.
 *
 * For each measure and class (one against the rest; of two classes one is enough) the AUC with its interval by speaker.
 * Flagged is what is both certain and large: an interval that leaves out 0.5, and an AUC of at least 0.6 either way. The
 * intervals are widened for the number of classes and of measures that vary (Bonferroni): a clean corpus is flagged in 2 % of
 * cases at most, with 2 to 40 speakers, two classes or seven (test/corpus/confounds.slow.test.ts). The price: below 10
 * speakers of a class only large differences are found, and below 5 hardly any.
 *
 * A flag is no proof of a fault: anger is louder than sadness wherever it is recorded. It says what a network may use.
 */

import { type Finding, warning } from "../core/finding.ts";
import { percentText, statisticText } from "../core/number-text.ts";
import { UNKNOWN_LABEL } from "../table/feature-table.ts";
import { type AucEstimate, aucBySpeaker } from "./auc.ts";
import type { Examples } from "./corpus.ts";
import type { RecordingMeasures } from "./recording-measures.ts";

/** What is tried, in the words of the report. */
const MEASURES = [
  { name: "level", more: "louder", less: "quieter", value: (measures: RecordingMeasures) => measures.levelDb },
  {
    name: "noise floor",
    more: "noisier",
    less: "less noisy",
    value: (measures: RecordingMeasures) => measures.noiseFloorDb,
  },
  {
    name: "duration",
    more: "longer",
    less: "shorter",
    value: (measures: RecordingMeasures) => measures.durationSeconds,
  },
  {
    name: "sampling rate",
    more: "sampled at higher rates",
    less: "sampled at lower rates",
    value: (measures: RecordingMeasures) => measures.sampleRateHz,
  },
] as const;

/** A measure of a recording that may give its class away. */
export type ConfoundMeasure = (typeof MEASURES)[number]["name"];

/** An AUC that is smaller is not worth a warning: a network that used it would gain little. */
const SMALLEST_FLAGGED_AUC = 0.6;

/** Share of clean corpora that may be flagged. */
const FALSE_ALARMS = 0.02;

/** How well one measure alone tells a class from the rest. */
export interface Confound extends AucEstimate {
  readonly measure: ConfoundMeasure;
  readonly className: string;
  /** Whether `auc`, always 0.5 or more, is of more (louder, longer, ...) or of less in this class. */
  readonly direction: "more" | "less";
  readonly flagged: boolean;
}

/** The measures and classes, each with its AUC; those that do not vary, and classes without recordings, are left out. */
export function confounds(examples: Examples, measures: readonly RecordingMeasures[]): Confound[] {
  if (measures.length !== examples.ids.length) {
    throw new RangeError(`confounds: ${measures.length} measures for ${examples.ids.length} recordings`);
  }
  const rows = examples.ids.flatMap((_, row) => (examples.labels[row] === UNKNOWN_LABEL ? [] : [row]));
  const labels = rows.map((row) => examples.labels[row]);
  const present = examples.classes.map((_, c) => c).filter((c) => labels.includes(c));
  if (present.length < 2) return [];
  const asked = present.length === 2 ? [present[1]] : present;
  const clusters = clusterNumbers(rows, examples.speakers);
  const varying = MEASURES.map(({ name, value }) => ({
    name,
    values: Float64Array.from(rows, (row) => value(measures[row])),
  })).filter(({ values }) => values.some((value) => value !== values[0]));
  const level = 1 - FALSE_ALARMS / (asked.length * varying.length);
  return varying.flatMap(({ name, values }) =>
    asked.map((c) => {
      const positive = Uint8Array.from(labels, (label) => (label === c ? 1 : 0));
      return confound(name, examples.classes[c], aucBySpeaker(values, positive, clusters, level));
    }),
  );
}

function confound(measure: ConfoundMeasure, className: string, estimate: AucEstimate): Confound {
  const isMore = estimate.auc >= 0.5;
  const { level } = estimate;
  const [auc, low, high] = isMore
    ? [estimate.auc, estimate.low, estimate.high]
    : [1 - estimate.auc, 1 - estimate.high, 1 - estimate.low];
  const flagged = low > 0.5 && auc >= SMALLEST_FLAGGED_AUC;
  return { measure, className, direction: isMore ? "more" : "less", auc, low, high, level, flagged };
}

/** Speakers as numbers from 0; every recording its own where none are known. */
function clusterNumbers(rows: readonly number[], speakers: readonly string[] | undefined): Int32Array {
  const numbers = new Map<string | number, number>();
  return Int32Array.from(rows, (row) => {
    const speaker = speakers ? speakers[row] : row;
    const known = numbers.get(speaker) ?? numbers.size;
    numbers.set(speaker, known);
    return known;
  });
}

/** A warning for each measure that is flagged, about the class that it tells best. */
export function confoundFindings(found: readonly Confound[]): Finding[] {
  return MEASURES.flatMap(({ name, more, less }) => {
    const flagged = found.filter(({ measure, flagged }) => flagged && measure === name);
    if (flagged.length === 0) return [];
    const { className, direction, auc, low, high, level } = flagged.reduce((best, own) =>
      own.auc > best.auc ? own : best,
    );
    const others = flagged.length > 1 ? `, and other classes less well (${flagged.length - 1})` : "";
    return [
      warning(
        "confound",
        `The ${name} alone tells ${className} from the rest with AUC ${statisticText(auc)} [${statisticText(low)}, ${statisticText(high)}; ${percentText(level)} interval] (${className} is ${direction === "more" ? more : less})${others}: a network can score by it without hearing any speech.`,
      ),
    ];
  });
}

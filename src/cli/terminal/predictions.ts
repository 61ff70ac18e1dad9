/**
 * Answers of a network as a table for a terminal, as CSV, or as JSON.
 */

import type { Finding } from "../../core/finding.ts";
import { shareText } from "../../core/number-text.ts";
import type { RecordingAnswer } from "../../node/ask-recordings.ts";
import { shortestDecimal } from "../../table/shortest-decimal.ts";
import { columnsText } from "./table-text.ts";

export const PREDICTION_FORMATS = ["table", "csv", "json"] as const;

export type PredictionFormat = (typeof PREDICTION_FORMATS)[number];

/** The answers of one network, ready to be printed as text, CSV or JSON. */
export interface Predictions {
  /** The network's file. */
  readonly model: string;
  readonly classes: readonly string[];
  readonly answers: readonly RecordingAnswer[];
  /** What was noticed on the way; in JSON. */
  readonly findings: readonly Finding[];
  /** Whether they are of recordings, which may fail, and not of a table's rows: CSV has a column for the reason then. */
  readonly mayFail: boolean;
}

/** What every answer comes with. */
export const RESEARCH_ONLY = "For research; not a medical device.";

/** The answers as text that ends with a line end. */
export function predictionsText(predictions: Predictions, format: PredictionFormat): string {
  return WRITERS[format](predictions);
}

const WRITERS: Record<PredictionFormat, (predictions: Predictions) => string> = {
  table: ({ classes, answers }) => {
    const rows = answers.map((answer) =>
      "error" in answer
        ? [answer.name, "failed", ...classes.map(() => ""), answer.error]
        : [answer.name, answer.predicted, ...Array.from(answer.probabilities, shareText), ""],
    );
    return `${columnsText(["recording", "predicted", ...classes, ""], rows)}\n${RESEARCH_ONLY}\n`;
  },
  csv: ({ classes, answers, mayFail }) => {
    const rows = answers.map((answer) =>
      "error" in answer
        ? [answer.name, "", ...classes.map(() => ""), answer.error]
        : [answer.name, answer.predicted, ...Array.from(answer.probabilities, shortestDecimal), ""],
    );
    return [["name", "predicted", ...classes, "error"], ...rows]
      .map((row) => `${(mayFail ? row : row.slice(0, -1)).map(quoted).join(",")}\n`)
      .join("");
  },
  json: ({ model, classes, answers, findings }) => {
    // A float32 number as the float64 that it is: whoever reads it has the same number, whatever its type.
    const recordings = answers.map((answer) =>
      "error" in answer ? answer : { ...answer, probabilities: [...answer.probabilities] },
    );
    return `${JSON.stringify({ model, classes, findings, recordings }, null, 2)}\n`;
  },
};

/** A CSV cell, in quotes where it needs them (RFC 4180). */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

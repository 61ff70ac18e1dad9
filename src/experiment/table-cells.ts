/**
 * What the paper's tables consist of, and how numbers are written in them.
 */

import { intervalText, shareText, signedIntervalText, signedText } from "../core/number-text.ts";
import type { Evaluation } from "../evaluation/evaluate.ts";
import type { Spread } from "../evaluation/spread.ts";

/** Our number beside the paper's. */
export interface TableCell {
  readonly ours: string;
  /** Null where the paper has no such number. */
  readonly paper: string | null;
}

export interface TableRow {
  readonly label: string;
  readonly cells: readonly TableCell[];
}

/** Rows under a heading of their own. */
export interface TableSection {
  readonly heading: string | null;
  readonly rows: readonly TableRow[];
}

/** One of the paper's tables as texts, ours beside the paper's, ready for a terminal or a page. */
export interface PaperTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly sections: readonly TableSection[];
  readonly notes: readonly string[];
}

const MEBIBYTE = 2 ** 20;

/** A cell that the paper has nothing for. */
export function plain(ours: string): TableCell {
  return { ours, paper: null };
}

/** 0.682 [0.63, 0.73]; over seeds 0.682 ± 0.012 [0.62, 0.74], the mean with the standard deviation between the seeds. */
export function uarText(evaluation: Evaluation | null | undefined, seeds?: Spread | null): string {
  if (!evaluation) return "-";
  const { estimate, interval } = evaluation.uar;
  return `${shareText(estimate)}${deviationText(seeds)} ${intervalText(interval)}`;
}

/** " ± 0.012" between seeds; nothing where there is one. */
export function deviationText(seeds: Pick<Spread, "standardDeviation"> | null | undefined): string {
  const deviation = seeds?.standardDeviation;
  return typeof deviation === "number" ? ` ± ${shareText(deviation)}` : "";
}

/** With one answer or one figure for each speaker (evaluation/uar-per-speaker.ts). */
export function speakerUarText(evaluation: Evaluation | null | undefined): string {
  const found = evaluation?.perSpeaker;
  return found ? `${shareText(found.estimate)} ${intervalText(found.interval)}` : "-";
}

/** In MiB: 137.4; what is smaller than one of them with three decimals. */
export function mebibytes(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(bytes < MEBIBYTE ? 3 : 1);
}

/** A drop with its interval: +0.012 [−0.020, +0.044]. */
export function dropText({ estimate, interval }: Evaluation["uar"], seeds?: Spread | null): string {
  return `${signedText(estimate)}${deviationText(seeds)} ${signedIntervalText(interval)}`;
}

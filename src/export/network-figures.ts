/**
 * How good a network is, as those are told who get nothing but the network: test where it was asked, else devel, by which the
 * network was chosen.
 */

import { UserError } from "../core/errors.ts";
import type { Evaluation } from "../evaluation/evaluate.ts";
import { type CandidateResult, type SqueezeResult, testedNetwork } from "../squeeze/squeeze-result.ts";

/** How good a network was on recordings that it was not trained on. Shares are from 0 to 1. */
export interface NetworkFigures extends RecordingCounts {
  /** "devel" is what it was chosen by. */
  readonly partition: "test" | "devel";
  /** Where not this network was asked but one of each fold, made in the same way: how many. Null otherwise. */
  readonly folds: number | null;
  readonly uar: number;
  /** Null where speakers are too few for one, or none was kept. */
  readonly interval: { readonly low: number; readonly high: number; readonly level: number } | null;
  /** In the order of the network's classes; null where no recording was of that class. Null where they were not kept. [C] */
  readonly recalls: readonly (number | null)[] | null;
  /** What it was trained on; null where that is not known. */
  readonly trained: RecordingCounts | null;
  /** What speaks against believing in the figures: names of checks, and SYNTHETIC where nobody spoke. */
  readonly warnings: readonly string[];
}

/** The warning of networks that were trained on voices which a program made: they know nothing of people. */
export const SYNTHETIC = "synthetic";

/** Checks that touch what the network was chosen by and not what it was asked. */
const DEVEL_ALONE = /^rebalancing$|-devel$/;

export interface RecordingCounts {
  readonly recordings: number;
  /** Null where they are not known. */
  readonly speakers: number | null;
}

/** The network that figures are looked for. */
export interface FiguresOf {
  /** Its name among the candidates, as its container says. */
  readonly candidate: string;
  readonly sizeBytes: number;
  readonly classes: readonly string[];
}

/**
 * The figures of one candidate, from the squeeze that knows it.
 *
 * @param results  Of one squeeze, or of each model of an experiment.
 * @throws UserError if none of them knows such a network.
 */
export function networkFigures(
  results: readonly SqueezeResult[],
  { candidate, sizeBytes, classes }: FiguresOf,
): NetworkFigures {
  const isIt = ({ name, bytes }: CandidateResult) => name === candidate && bytes === sizeBytes;
  const result = results.find(({ candidates }) => candidates.some(isIt));
  const known = result?.candidates.find(isIt);
  if (!result || !known)
    throw new UserError(`the result is of other networks: it knows no candidate "${candidate}" of ${sizeBytes} bytes`);
  const tested = testedNetwork(result, candidate);
  const trained = result.trained ?? null;
  const checks = warningsOf(result);
  if (tested) {
    const warnings = checks.filter((check) => !DEVEL_ALONE.test(check));
    const folds = result.procedure?.folds.length ?? null;
    return { ...testFigures(tested.evaluation, classes), trained, warnings, folds };
  }
  const { recordings, bySpeaker } = result.original.devel;
  return {
    partition: "devel",
    folds: null,
    recordings,
    speakers: bySpeaker?.length ?? null,
    uar: known.develUar,
    interval: null,
    recalls: null,
    trained,
    warnings: checks,
  };
}

function testFigures(
  { recordings, bySpeaker, uar, classes: known, recalls }: Evaluation,
  classes: readonly string[],
): Omit<NetworkFigures, "folds" | "trained" | "warnings"> {
  return {
    partition: "test",
    recordings,
    speakers: bySpeaker?.length ?? null,
    uar: uar.estimate,
    interval: uar.interval,
    recalls: classes.map((name) => recalls[known.indexOf(name)] ?? null),
  };
}

function warningsOf({ findings = [], synthetic }: SqueezeResult): string[] {
  const checks = findings.filter(({ severity }) => severity !== "note").map(({ check }) => check);
  return [...new Set([...(synthetic ? [SYNTHETIC] : []), ...checks])];
}

/**
 * What a squeeze found out about a network, as a page shows it: test where it was asked, else devel, by which it was chosen.
 */

import { UserError } from "../core/errors.ts";
import type { Evaluation } from "../evaluation/evaluate.ts";
import type { CandidateResult, SqueezeResult } from "../squeeze/squeeze-result.ts";
import type { PageFigures } from "./page-model.ts";

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
export function pageFigures(
  results: readonly SqueezeResult[],
  { candidate, sizeBytes, classes }: FiguresOf,
): PageFigures {
  const isIt = ({ name, bytes }: CandidateResult) => name === candidate && bytes === sizeBytes;
  const result = results.find(({ candidates }) => candidates.some(isIt));
  const known = result?.candidates.find(isIt);
  if (!result || !known)
    throw new UserError(`the result is of other networks: it knows no candidate "${candidate}" of ${sizeBytes} bytes`);
  const tested = result.test?.networks.find(({ name }) => name === candidate);
  if (tested) return figuresOf(tested.evaluation, classes);
  const { recordings, bySpeaker } = result.original.devel;
  return {
    partition: "devel",
    recordings,
    speakers: bySpeaker?.length ?? null,
    uar: known.develUar,
    interval: null,
    recalls: classes.map(() => null),
  };
}

function figuresOf(evaluation: Evaluation, classes: readonly string[]): PageFigures {
  const { recordings, bySpeaker, uar } = evaluation;
  return {
    partition: "test",
    recordings,
    speakers: bySpeaker?.length ?? null,
    uar: uar.estimate,
    interval: uar.interval,
    recalls: classes.map((name) => evaluation.recalls[evaluation.classes.indexOf(name)] ?? null),
  };
}

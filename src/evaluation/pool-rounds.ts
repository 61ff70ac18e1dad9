/**
 * Nested cross-validation: in each outer round the recipe trains, searches and chooses without the test fold, and answers it
 * with the original and with its choice. The answers of all rounds are one evaluation: of the recipe, not of one network.
 *
 *   drop   D of all pairs, bounded as it stands (drop-bound.ts): original and choice share their training speakers
 *   UAR    variance times 1 + n_test/n_train (uar-interval.ts): networks of different rounds share training speakers
 *
 * Each round must choose by its own devel. Choosing the size that does best on the pooled tests instead is too good by 0.010 to
 * 0.028 of UAR. The network that is shipped is trained once more by the same recipe, and has no test of its own.
 *
 * Source  S. Varma, R. Simon 2006, BMC Bioinformatics 7:91 (choosing inside the rounds); C. Nadeau, Y. Bengio 2003, Machine
 *         Learning 52(3) (the factor).
 */

import type { Classification } from "./classification.ts";
import { COMPARE_DEFAULTS, type CompareOptions, type Comparison, compare } from "./compare.ts";
import type { Estimate } from "./estimate.ts";
import { quantileR7 } from "./quantile.ts";
import { uarInterval } from "./uar-interval.ts";

/** Answers to the test fold of an outer round. */
export interface OuterRound {
  readonly original: Classification;
  readonly chosen: Classification;
  /** Recordings that the round's networks were trained on. */
  readonly trained: number;
  /** Size of the chosen network. */
  readonly bytes: number;
}

/** What a recipe is worth on new speakers. */
export interface PooledRounds {
  readonly rounds: number;
  readonly original: Estimate;
  readonly chosen: Estimate;
  /** Of the choice with the original. */
  readonly comparison: Comparison;
  readonly bytes: { readonly median: number; readonly smallest: number; readonly largest: number };
}

/** Answers of all rounds as one: of the originals, and of the choices. */
export interface PooledAnswers {
  readonly original: Classification;
  readonly chosen: Classification;
}

/** The answers of the rounds together. @throws RangeError where there are fewer than 2, or a speaker is tested in two of them. */
export function pooledAnswersOfRounds(rounds: readonly Omit<OuterRound, "bytes">[]): PooledAnswers {
  checkRounds(rounds);
  const tested = rounds.reduce((sum, { original }) => sum + original.labels.length, 0);
  const trained = rounds.reduce((sum, round) => sum + round.trained, 0);
  return {
    original: { ...joined(rounds.map((round) => round.original)), testPerTrain: tested / trained },
    chosen: { ...joined(rounds.map((round) => round.chosen)), testPerTrain: tested / trained },
  };
}

/** Sizes of the rounds' networks. */
export function sizeRange(bytes: readonly number[]): PooledRounds["bytes"] {
  const sizes = Float64Array.from(bytes).sort();
  return { median: quantileR7(sizes, 0.5), smallest: sizes[0] as number, largest: sizes[sizes.length - 1] as number };
}

/** Pools the rounds. @throws RangeError where there are fewer than 2, or a speaker is tested in two of them. */
export function poolRounds(rounds: readonly OuterRound[], options: CompareOptions = COMPARE_DEFAULTS): PooledRounds {
  const { original, chosen } = pooledAnswersOfRounds(rounds);
  return {
    rounds: rounds.length,
    original: uarInterval(original, options.level),
    chosen: uarInterval(chosen, options.level),
    comparison: compare(original, chosen, options),
    bytes: sizeRange(rounds.map(({ bytes }) => bytes)),
  };
}

function checkRounds(rounds: readonly Omit<OuterRound, "bytes">[]): void {
  if (rounds.length < 2) throw new RangeError(`poolRounds: there must be at least 2 rounds, got ${rounds.length}`);
  const roundOf = new Map<string, number>();
  rounds.forEach(({ original, trained }, round) => {
    if (!(trained > 0)) throw new RangeError(`poolRounds: round ${round} was trained on ${trained} recordings`);
    for (const speaker of original.speakers ?? []) {
      const known = roundOf.get(speaker) ?? round;
      if (known !== round)
        throw new RangeError(
          `poolRounds: speaker ${speaker} is tested in rounds ${known} and ${round}; expected in one`,
        );
      roundOf.set(speaker, round);
    }
  });
}

/** The recordings of all, in the order of the rounds. */
function joined(answers: readonly Classification[]): Classification {
  const first = answers[0] as Classification;
  const codes = (of: "labels" | "predicted") => Int32Array.from(answers.flatMap((answer) => [...answer[of]]));
  const known = answers.every(({ speakers }) => speakers !== undefined);
  return {
    classes: first.classes,
    labels: codes("labels"),
    predicted: codes("predicted"),
    speakers: known ? answers.flatMap(({ speakers }) => [...(speakers ?? [])]) : undefined,
    probabilities: joinedProbabilities(answers),
  };
}

/** Undefined where a round has none. [N × C] */
export function joinedProbabilities(answers: readonly Classification[]): Float32Array | undefined {
  if (!answers.every(({ probabilities }) => probabilities)) return undefined;
  return Float32Array.from(answers.flatMap(({ probabilities }) => [...(probabilities ?? [])]));
}

/**
 * Nested cross-validation: for each outer fold the recipe trains, searches and chooses without it, and answers it
 * with the original and with its choice. The answers of all folds are one evaluation: of the recipe, not of one network.
 *
 *   drop   D of all pairs, bounded as it stands (drop-bound.ts): original and choice share their training speakers
 *   UAR    variance times 1 + n_test/n_train (uar-interval.ts): networks of different folds share training speakers
 *
 * Each fold must choose by its own devel. Choosing the size that does best on the pooled tests instead is too good by 0.010 to
 * 0.028 of UAR. The network that is shipped is trained once more by the same recipe, and has no test of its own.
 *
 * Source  S. Varma, R. Simon 2006, BMC Bioinformatics 7:91 (choosing inside the folds); C. Nadeau, Y. Bengio 2003, Machine
 *         Learning 52(3) (the factor).
 */

import type { Classification } from "./classification.ts";
import { COMPARE_DEFAULTS, type CompareOptions, type Comparison, compare } from "./compare.ts";
import type { Estimate } from "./estimate.ts";
import { quantileR7 } from "./quantile.ts";
import { uarInterval } from "./uar-interval.ts";

/** Answers to the recordings of an outer fold. */
export interface OuterFold {
  readonly original: Classification;
  readonly chosen: Classification;
  /** Recordings that the fold's networks were trained on. */
  readonly trained: number;
  /** Size of the chosen network. */
  readonly bytes: number;
}

/** What a recipe is worth on new speakers. */
export interface PooledFolds {
  readonly folds: number;
  readonly original: Estimate;
  readonly chosen: Estimate;
  /** Of the choice with the original. */
  readonly comparison: Comparison;
  readonly bytes: { readonly median: number; readonly smallest: number; readonly largest: number };
}

/** Answers of all folds as one: of the originals, and of the choices. */
export interface PooledAnswers {
  readonly original: Classification;
  readonly chosen: Classification;
}

/** The answers of the folds together. @throws RangeError where there are fewer than 2, or a speaker is tested in two of them. */
export function pooledAnswersOfFolds(folds: readonly Omit<OuterFold, "bytes">[]): PooledAnswers {
  checkFolds(folds);
  const tested = folds.reduce((sum, { original }) => sum + original.labels.length, 0);
  const trained = folds.reduce((sum, fold) => sum + fold.trained, 0);
  return {
    original: { ...joined(folds.map((fold) => fold.original)), testPerTrain: tested / trained },
    chosen: { ...joined(folds.map((fold) => fold.chosen)), testPerTrain: tested / trained },
  };
}

/** Sizes of the folds' networks. */
export function sizeRange(bytes: readonly number[]): PooledFolds["bytes"] {
  const sizes = Float64Array.from(bytes).sort();
  return { median: quantileR7(sizes, 0.5), smallest: sizes[0], largest: sizes[sizes.length - 1] };
}

/** Pools the folds. @throws RangeError where there are fewer than 2, or a speaker is tested in two of them. */
export function poolFolds(folds: readonly OuterFold[], options: CompareOptions = COMPARE_DEFAULTS): PooledFolds {
  const { original, chosen } = pooledAnswersOfFolds(folds);
  return {
    folds: folds.length,
    original: uarInterval(original, options.level),
    chosen: uarInterval(chosen, options.level),
    comparison: compare(original, chosen, options),
    bytes: sizeRange(folds.map(({ bytes }) => bytes)),
  };
}

function checkFolds(folds: readonly Omit<OuterFold, "bytes">[]): void {
  if (folds.length < 2) throw new RangeError(`poolFolds: there must be at least 2 folds, got ${folds.length}`);
  const foldOf = new Map<string, number>();
  folds.forEach(({ original, trained }, fold) => {
    if (!(trained > 0)) throw new RangeError(`poolFolds: fold ${fold} was trained on ${trained} recordings`);
    for (const speaker of original.speakers ?? []) {
      const known = foldOf.get(speaker) ?? fold;
      if (known !== fold)
        throw new RangeError(`poolFolds: speaker ${speaker} is tested in folds ${known} and ${fold}; expected in one`);
      foldOf.set(speaker, fold);
    }
  });
}

/** The recordings of all, in the order of the folds. */
function joined(answers: readonly Classification[]): Classification {
  const first = answers[0];
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

/** Undefined where a fold has none. [N × C] */
export function joinedProbabilities(answers: readonly Classification[]): Float32Array | undefined {
  if (!answers.every(({ probabilities }) => probabilities)) return undefined;
  return Float32Array.from(answers.flatMap(({ probabilities }) => [...(probabilities ?? [])]));
}

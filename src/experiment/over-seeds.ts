/**
 * A model's rows over several seeds: UAR, drop and verdict from the answers of all of them, on the same speakers.
 *
 * In the place of the first seed's UAR, drop and verdict stand those over speakers and seeds (evaluation/over-seeds.ts), so that
 * whoever reads a result reads these. What belongs to single networks (files, sizes, confusions, McNemar's tests, histories)
 * stays the first seed's there; sizes, confusions and McNemar's tests of each seed's network stand in `overSeeds.each`.
 */

import type { Classification } from "../evaluation/classification.ts";
import { COMPARE_DEFAULTS, type CompareOptions, type Comparison } from "../evaluation/compare.ts";
import { confusionMatrix } from "../evaluation/confusion.ts";
import { dropEstimate } from "../evaluation/drop-bound.ts";
import type { Evaluation } from "../evaluation/evaluate.ts";
import { mcnemarTests } from "../evaluation/mcnemar.ts";
import { nonInferiority } from "../evaluation/non-inferiority.ts";
import { type SeedSpread, uarDropOverSeeds, uarOverSeeds } from "../evaluation/over-seeds.ts";
import { sizeRange } from "../evaluation/pool-folds.ts";
import { chosenCandidate, type SqueezeResult, type TestedNetwork } from "../squeeze/squeeze-result.ts";
import type { Answers } from "./answers.ts";
import type { VariantResult } from "./result.ts";
import type { SqueezedModel } from "./squeeze-model.ts";

/** A variant of one seed: what it weighs and says. */
export interface SeedVariant {
  readonly weight: Pick<VariantResult, "fileBytes" | "zipBytes">;
  readonly answers: Answers;
}

/** A variant's row over the seeds. @param row  The first seed's. @param variants, originals  Of each seed. */
export function variantOverSeeds(
  row: VariantResult,
  variants: readonly SeedVariant[],
  originals: readonly Answers[],
  options: CompareOptions,
): VariantResult {
  const own = variants.map(({ answers }) => answers);
  const devel = evaluationOverSeeds(
    row.devel,
    own.map((answers) => answers.devel),
    options.level,
  );
  const tests = testsOf(own);
  const test = row.test && tests ? evaluationOverSeeds(row.test, tests, options.level) : null;
  const drop = row.comparison && comparisonOverSeeds(row.comparison, judgedOf(originals), judgedOf(own), options);
  return {
    ...row,
    devel: devel.evaluation,
    test: test?.evaluation ?? row.test,
    comparison: drop?.comparison ?? row.comparison,
    overSeeds: {
      devel: devel.spread,
      test: test?.spread ?? null,
      drop: drop?.spread ?? null,
      each: variants.map((variant, seed) => networkOfSeed(variant, row.comparison && originals[seed])),
    },
  };
}

/** @param original  Of the same seed; null where this is it. */
function networkOfSeed(
  { weight: { fileBytes, zipBytes }, answers: { devel, test } }: SeedVariant,
  original: Answers | null,
): NonNullable<NonNullable<VariantResult["overSeeds"]>["each"]>[number] {
  return {
    fileBytes,
    zipBytes,
    devel: confusionMatrix(devel),
    test: test && confusionMatrix(test),
    mcnemar: original && mcnemarTests(original.test ?? original.devel, test ?? devel),
  };
}

/**
 * A squeeze over the seeds, each with a choice of its own: what the procedure is worth, and the network of the first seed. The
 * first seed's alone where another one has no choice, or test has no labels.
 *
 * @param originals  Answers of each seed's original.
 */
export function squeezeOverSeeds(
  seeds: readonly SqueezedModel[],
  originals: readonly Answers[],
): SqueezeResult | undefined {
  const result = seeds[0]?.result;
  const tests = testsOf(originals);
  const chosen = tests && chosenOf(seeds, tests);
  if (!result?.test || !tests || !chosen) return result;
  const { margin, alpha } = result;
  const options = { ...COMPARE_DEFAULTS, margin, alpha };
  const original = evaluationOverSeeds(result.test.original, tests, options.level);
  const networks = result.test.networks.map((network) =>
    network.name === result.choice?.name ? testedOverSeeds(network, tests, chosen, options) : network,
  );
  const drop = uarDropOverSeeds(tests, chosen);
  const choices = seeds.map(choiceOf);
  return {
    ...result,
    seeds: {
      choices,
      bytes: sizeRange(seeds.flatMap(testedBytes)),
      test: spreadOf(uarOverSeeds(chosen)),
      drop: spreadOf(drop),
    },
    test: { ...result.test, original: original.evaluation, networks },
  };
}

/** Sizes of the choices that were tested: the network's, or in cross-validation the folds'. */
function testedBytes({ result }: SqueezedModel): number[] {
  return result.procedure ? result.procedure.folds.map(({ bytes }) => bytes) : [choiceOf({ result }).bytes];
}

function choiceOf({ result }: Pick<SqueezedModel, "result">): NonNullable<SqueezeResult["seeds"]>["choices"][number] {
  const { name, family, bytes, develUar } = chosenCandidate(result) as NonNullable<ReturnType<typeof chosenCandidate>>;
  return { name, family, bytes, develUar, basis: (result.choice as NonNullable<SqueezeResult["choice"]>).basis };
}

/** What each seed's choice says of test; undefined where a seed has none. */
function chosenOf(seeds: readonly SqueezedModel[], tests: readonly Classification[]): Classification[] | undefined {
  const all = seeds.flatMap(({ chosen }, k) =>
    chosen ? [{ ...tests[k], predicted: chosen, probabilities: undefined }] : [],
  );
  return all.length === seeds.length ? all : undefined;
}

function testedOverSeeds(
  network: TestedNetwork,
  originals: readonly Classification[],
  chosen: readonly Classification[],
  options: CompareOptions,
): TestedNetwork {
  const { comparison, overRecordings } = network;
  const over = (kept: Comparison | null, from: readonly Classification[], to: readonly Classification[]) =>
    kept && comparisonOverSeeds(kept, from, to, options).comparison;
  const pooled = over(comparison, originals, chosen);
  return {
    ...network,
    evaluation: evaluationOverSeeds(network.evaluation, chosen, options.level).evaluation,
    uarDrop: pooled?.uarDrop ?? network.uarDrop,
    comparison: pooled,
    overRecordings: over(overRecordings, originals.map(withoutSpeakers), chosen.map(withoutSpeakers)),
  };
}

function evaluationOverSeeds(evaluation: Evaluation, seeds: readonly Classification[], level: number) {
  const { uar, ...spread } = uarOverSeeds(seeds, level);
  return { evaluation: { ...evaluation, uar }, spread: spreadOf(spread) };
}

function comparisonOverSeeds(
  comparison: Comparison,
  originals: readonly Classification[],
  compressed: readonly Classification[],
  options: CompareOptions,
) {
  const drop = uarDropOverSeeds(originals, compressed);
  const figures = { uarDrop: dropEstimate(drop, options.level), nonInferiority: nonInferiority(drop, options) };
  return { comparison: { ...comparison, ...figures }, spread: spreadOf(drop) };
}

function spreadOf({ spread, shareOfSeeds }: SeedSpread) {
  return { ...spread, shareOfSeeds };
}

/** Those on test; undefined where it has no labels. */
function testsOf(seeds: readonly Answers[]): Classification[] | undefined {
  const tests = seeds.flatMap(({ test }) => (test ? [test] : []));
  return tests.length === seeds.length ? tests : undefined;
}

function judgedOf(seeds: readonly Answers[]): Classification[] {
  return seeds.map(({ devel, test }) => test ?? devel);
}

function withoutSpeakers({ classes, labels, predicted }: Classification): Classification {
  return { classes, labels, predicted };
}

/**
 * The search for the smallest network that is not worse than the original.
 *
 *   original -> paths of ever smaller networks, each step retrained -> containers of few bits -> answers on devel
 *
 * Test is not looked at. The network of every step and every container is kept in the store with the fingerprint of all
 * that it depends on, so an interrupted search resumes.
 */

import { kibibytesText } from "../core/number-text.ts";
import { mostProbableClasses, predictNetwork } from "../engine/predict.ts";
import { type Classification, classificationOf } from "../evaluation/classification.ts";
import { trainLinear } from "../evaluation/linear-baseline.ts";
import { inputStatistics } from "../network/input-statistics.ts";
import { type SparseNetwork, survivorsOf } from "../network/sparse-network.ts";
import { standardizeInputs } from "../network/standardize-inputs.ts";
import { runIdentity } from "../runs/run-identity.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { tableHash } from "../table/table-hash.ts";
import { softTargets } from "../training/distillation.ts";
import { balancedTargets } from "../training/targets.ts";
import type { Candidate } from "./candidate.ts";
import { packedCandidate, type SearchContext, trainedStep } from "./keep-step.ts";
import { untakenCosts } from "./linear-costs.ts";
import { type PathStep, type SearchPath, searchPaths } from "./search-paths.ts";
import type { SearchTask, SearchTools } from "./search-task.ts";

export interface Search {
  /** The original's answers on devel. */
  readonly original: Classification;
  /** Path by path, from large to small. */
  readonly candidates: readonly Candidate[];
  /** Answers on devel that were looked at on the way and cannot be chosen. */
  readonly untaken: readonly Classification[];
  /** Of all that the candidates depend on. */
  readonly fingerprint: string;
  /** False where time was up before all steps were done. */
  readonly complete: boolean;
}

/** Hexadecimal digits that a small file can carry: two searches in 2⁶⁴ have the same. */
const FINGERPRINT_LENGTH = 16;

/** All candidates with their answers on devel. */
export async function search(task: SearchTask, tools: SearchTools): Promise<Search> {
  const { train, devel, options, random } = task;
  const { denseEngine, observer } = tools;
  observer.start("squeeze: original", 2);
  const answers = (table: FeatureTable) => predictNetwork(denseEngine, task.original, table.values);
  const original = classificationOf(devel, mostProbableClasses(await answers(devel), devel.classes.length));
  await observer.step(1);
  const targets = balancedTargets(softTargets(train.labels, await answers(train), options.distillation), train.labels);
  const statistics = inputStatistics(train.values, train.features.length);
  const standardized = standardizeInputs(survivorsOf(task.original), statistics);
  const context = { task, tools, targets, fingerprint: await searchFingerprint(task, tools) };
  const linearFit = once(() => trainLinear(train, devel, train.classes.length, random.fork("linear")));
  const paths = searchPaths({ original: standardized, random, linearFit }, options);
  observer.done(`${devel.labels.length} recordings of devel answered`);

  const candidates: Candidate[] = [];
  let complete = true;
  for (const path of paths) {
    const found = await followPath(path, context);
    candidates.push(...found);
    complete &&= found.length === path.length * options.bits.length;
  }
  const untaken = candidates.some(({ family }) => family === "linear")
    ? await untakenCosts(devel, context.fingerprint, tools.store, linearFit)
    : [];
  return { original, candidates, untaken, fingerprint: context.fingerprint, complete };
}

/** The function, called at most once. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * Of all that networks depend on. Which paths are followed and what is chosen changes none, so a search with another margin
 * finds all that is kept.
 */
async function searchFingerprint(
  { train, devel, options, madeFrom, random }: SearchTask,
  { engine }: SearchTools,
): Promise<string> {
  const { sparsities, widths, smallNeurons, smallSparsities, distillation, training, fineTuning } = options;
  const settings = { sparsities, widths, smallNeurons, smallSparsities, distillation, training, fineTuning };
  const data = [await tableHash(train), await tableHash(devel)];
  const all = { ...settings, madeFrom, data, seed: random.seed };
  const { fingerprint } = await runIdentity("squeeze", engine.kind, all);
  return fingerprint.slice(0, FINGERPRINT_LENGTH);
}

/** The candidates of a path, step by step. */
async function followPath(path: SearchPath, context: SearchContext): Promise<Candidate[]> {
  const { observer, timeIsUp } = context.tools;
  const { bits: allBits, training, fineTuning } = context.task.options;
  const updatesPerStep = training.steps + allBits.length * fineTuning.steps;
  observer.start(`squeeze: ${path[0]?.family as PathStep["family"]}`, path.length * updatesPerStep);
  const candidates: Candidate[] = [];
  let network: SparseNetwork | undefined;
  for (const [s, step] of path.entries()) {
    if (timeIsUp()) break;
    let update = s * updatesPerStep;
    const onUpdate = () => observer.step(++update, lastText(candidates));
    network = await trainedStep(step, network, context, onUpdate);
    for (const [b, bits] of allBits.entries()) {
      update = s * updatesPerStep + training.steps + b * fineTuning.steps;
      candidates.push(await packedCandidate(step, network, bits, context, onUpdate));
    }
  }
  observer.done(candidates.length === 0 ? "no time left" : `${candidates.length} networks, ${lastText(candidates)}`);
  return candidates;
}

function lastText(candidates: readonly Candidate[]): string {
  const last = candidates.at(-1);
  return last ? `${last.name}: ${kibibytesText(last.bytes)} KiB` : "";
}

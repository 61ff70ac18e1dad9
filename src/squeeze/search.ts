/**
 * The search for the smallest network that is not worse than the original.
 *
 *   original -> paths of ever smaller networks, each step retrained -> containers of few bits -> answers on devel
 *
 * Where a device's budget is given, every path is searched in each set of features that it allows (feature-plans.ts), with
 * the original's other inputs at their mean.
 *
 * Test is not looked at. The network of every step and every container is kept in the store with the fingerprint of all
 * that it depends on, so an interrupted search resumes.
 */

import { fingerprintOf } from "../core/fingerprint.ts";
import { kibibytesText } from "../core/number-text.ts";
import type { DeviceBudget } from "../device/budget.ts";
import { mostProbableClasses, predictNetwork } from "../engine/predict.ts";
import { type Classification, classificationOf } from "../evaluation/classification.ts";
import { trainLinear } from "../evaluation/linear-baseline.ts";
import { inputStatistics } from "../network/input-statistics.ts";
import { type SparseNetwork, survivorsOf } from "../network/sparse-network.ts";
import { standardizeInputs } from "../network/standardize-inputs.ts";
import { withFeatures } from "../pruning/structure.ts";
import { runIdentity } from "../runs/run-identity.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { selectFeatures } from "../table/select-features.ts";
import { tableHash } from "../table/table-hash.ts";
import { softTargets } from "../training/distillation.ts";
import { balancedTargets } from "../training/targets.ts";
import type { Candidate } from "./candidate.ts";
import { type FeaturePlan, featurePlans } from "./feature-plans.ts";
import { packedCandidate, type SearchContext, trainedStep } from "./keep-step.ts";
import { untakenCosts } from "./linear-costs.ts";
import { relearned, studentNetwork, studentRows, studentsOf } from "./linear-student.ts";
import { type LinearSource, linearNetwork, type PathStart, type SearchPath, searchPaths } from "./search-paths.ts";
import type { SearchTask, SearchTools } from "./search-task.ts";

/** What a search has found. */
export interface Search {
  /** The original's answers on devel. */
  readonly original: Classification;
  /** Path by path, from large to small. */
  readonly candidates: readonly Candidate[];
  /** Answers on devel that were looked at on the way and cannot be chosen. */
  readonly untaken: readonly Classification[];
  /** Sets of features that a device's budget allows; none where no device is meant. */
  readonly plans: readonly FeaturePlan[];
  /** Of all that the candidates depend on. */
  readonly fingerprint: string;
  /** False where time was up before all steps were done. */
  readonly complete: boolean;
}

/** Hexadecimal digits that a small file can carry: two searches in 2⁶⁴ have the same. */
const FINGERPRINT_LENGTH = 16;

/** All candidates with their answers on devel. */
export async function search(task: SearchTask, tools: SearchTools): Promise<Search> {
  const { train, devel, options } = task;
  const { denseEngine, observer } = tools;
  observer.start("squeeze: original", 2);
  const answers = (table: FeatureTable) => predictNetwork(denseEngine, task.original, table.values);
  const ofDevel = await answers(devel);
  const original = classificationOf(devel, mostProbableClasses(ofDevel, devel.classes.length), ofDevel);
  await observer.step(1);
  const targets = balancedTargets(softTargets(train.labels, await answers(train), options.distillation), train.labels);
  const statistics = inputStatistics(train.values, train.features.length);
  const standardized = standardizeInputs(survivorsOf(task.original), statistics);
  const context = { task, tools, targets, plan: null, fingerprint: await searchFingerprint(task, tools) };
  const plans = options.budget ? featurePlansOf(task, options.budget) : [];
  const plansText = plans.map(({ name, features }) => `${features.length} features for ${name}`);
  observer.done([`${devel.labels.length} recordings of devel answered`, ...plansText].join(", "));
  const parts: SearchedPart[] = [];
  if (plans.length === 0) parts.push(await searchAll(standardized, context));
  for (const plan of plans) parts.push(await searchPlan(standardized, plan, context));
  return {
    original,
    candidates: parts.flatMap((part) => part.candidates),
    untaken: parts.flatMap((part) => part.untaken),
    plans,
    fingerprint: plans.length === 0 ? context.fingerprint : await fingerprintOf([context.fingerprint, plans]),
    complete: parts.every((part) => part.complete),
  };
}

type SearchedPart = Pick<Search, "candidates" | "untaken" | "complete">;

/** Every path from a network that reads all features. @param start  With standardised inputs. */
async function searchAll(start: SparseNetwork, context: SearchContext): Promise<SearchedPart> {
  const { train, devel, random } = context.task;
  const classifier = once(() => trainLinear(train, devel, train.classes.length, random.fork("linear")));
  const linear = { first: () => linearNetwork(classifier().model, start) };
  const found = await followPaths({ original: start, random, prefix: "", linear }, context);
  const hasLinear = found.candidates.some(({ family }) => family === "linear");
  return { ...found, untaken: hasLinear ? await untakenCosts(devel, context, context.tools.store, classifier) : [] };
}

/** Every path in a device's plan. Its linear classifier asks devel nothing. @param all  With standardised inputs. */
async function searchPlan(all: SparseNetwork, plan: FeaturePlan, context: SearchContext): Promise<SearchedPart> {
  const { train, random } = context.task;
  const start = withFeatures(all, plan.features);
  const rows = once(() => studentRows(selectFeatures(train, start.features)));
  const linear: LinearSource = {
    first: () => studentNetwork(studentsOf(rows(), [plan.penalty])[0], start),
    relearn: (network) => relearned(network, rows(), plan.penalty),
  };
  const own = { original: start, random: random.fork(`plan ${plan.name}`), prefix: `${plan.name}-`, linear };
  return { ...(await followPaths(own, await contextOfPlan(context, plan))), untaken: [] };
}

async function followPaths(start: PathStart, context: SearchContext): Promise<Omit<SearchedPart, "untaken">> {
  const { options } = context.task;
  const candidates: Candidate[] = [];
  let complete = true;
  for (const path of searchPaths(start, options)) {
    const found = await followPath(path, context);
    candidates.push(...found);
    complete &&= found.length === path.length * options.bits.length;
  }
  return { candidates, complete };
}

function featurePlansOf({ train, random, options }: SearchTask, budget: DeviceBudget): FeaturePlan[] {
  return featurePlans({ train, budget, seconds: options.windowSeconds, random: random.fork("feature plans") });
}

/** What is kept of a plan is told apart from what another budget left under its name. */
async function contextOfPlan(context: SearchContext, { name, features, penalty }: FeaturePlan): Promise<SearchContext> {
  const fingerprint = await fingerprintOf([context.fingerprint, features, penalty]);
  return { ...context, plan: name, fingerprint: fingerprint.slice(0, FINGERPRINT_LENGTH) };
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
  const family = path[0]?.family;
  observer.start(`squeeze: ${context.plan === null ? "" : `${context.plan}, `}${family}`, path.length * updatesPerStep);
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

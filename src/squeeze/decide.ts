/**
 * From a search to its result: bounds on devel, the choice, and the one look at test.
 */

import type { ArtifactStore } from "../core/artifact-store.ts";
import { UserError } from "../core/errors.ts";
import { fingerprintOf } from "../core/fingerprint.ts";
import type { Random } from "../core/random.ts";
import type { DevicePrice } from "../device/price.ts";
import { confusionMatrix } from "../evaluation/confusion.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import { SIMULTANEOUS_DEFAULTS, type SimultaneousDrop, simultaneousDrops } from "../evaluation/simultaneous-drops.ts";
import { uar } from "../evaluation/uar.ts";
import { countParameters } from "../network/architecture.ts";
import type { Network } from "../network/network.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { tableHash } from "../table/table-hash.ts";
import type { Candidate } from "./candidate.ts";
import { type Choice, choose } from "./choose.ts";
import type { FeaturePlan } from "./feature-plans.ts";
import { FAMILIES, type SqueezeOptions } from "./options.ts";
import type { Search } from "./search.ts";
import type { SearchTools } from "./search-task.ts";
import {
  type CandidateResult,
  SQUEEZE_SCHEMA,
  SQUEEZE_VERSION,
  type SqueezeResult,
  type TestedNetwork,
} from "./squeeze-result.ts";
import { answersOfKept, answersOfOriginal, testedNetwork } from "./test-answers.ts";
import { noteLook } from "./test-looks.ts";

/** What the choice and its test need. */
export interface Decision {
  readonly search: Search;
  readonly original: { readonly network: Network; readonly file: string; readonly zipBytes: number };
  /** Labelled rows; may be empty. */
  readonly test: FeatureTable;
  readonly options: SqueezeOptions;
  readonly random: Random;
}

export interface DecisionTools extends Pick<SearchTools, "engine" | "denseEngine" | "store"> {
  /** Where looks at test sets are counted. */
  readonly looks: ArtifactStore;
}

/** The result. @throws UserError if the search made no network. */
export async function decide(decision: Decision, tools: DecisionTools): Promise<SqueezeResult> {
  const { search, original, test, options, random } = decision;
  const { candidates } = search;
  if (candidates.length === 0) throw new UserError("squeeze: there is no network to decide on");
  const { margin, alpha, targetBytes, budget, windowSeconds } = options;
  const bounds = simultaneousDrops(
    search.original,
    candidates.map(({ devel }) => devel),
    search.untaken,
    { ...SIMULTANEOUS_DEFAULTS, alpha },
  );
  const choice = choose(candidates, bounds.drops, { margin, targetBytes, budget });
  const familyChoices = FAMILIES.flatMap((family) => choiceOf(candidates, bounds.drops, family, options));
  const candidateAt = (index: number) => candidates[index];
  const tested = [...new Set([choice, ...familyChoices].flatMap((made) => (made ? [made.index] : [])))];
  return {
    schema: SQUEEZE_SCHEMA,
    version: SQUEEZE_VERSION,
    original: {
      file: original.file,
      zipBytes: original.zipBytes,
      weights: countParameters(original.network.architecture).kernels,
      devel: evaluate(search.original, random.fork("original on devel")),
    },
    margin,
    alpha,
    targetBytes,
    ...(budget && { budget, windowSeconds, plans: search.plans.map(planResult) }),
    candidates: candidates.map((candidate, k) => candidateResult(candidate, bounds.drops[k])),
    criticalValue: bounds.criticalValue,
    unit: bounds.unit,
    unitCount: bounds.unitCount,
    fewestUnits: bounds.fewestUnits,
    untakenCosts: search.untaken.length,
    complete: search.complete,
    choice: choice && { name: candidateAt(choice.index).name, basis: choice.basis },
    familyChoices: familyChoices.map(({ index, basis }) => ({ name: candidateAt(index).name, basis })),
    test: test.ids.length === 0 || !choice ? null : await testOnce(tested.map(candidateAt), decision, tools),
  };
}

function candidateResult(
  { name, family, bits, shape, bytes, file, price, devel }: Candidate,
  drop: SimultaneousDrop,
): CandidateResult {
  return {
    name,
    family,
    bits,
    ...shape,
    bytes,
    file,
    ...(price && { price: priceResult(price) }),
    develUar: uar(confusionMatrix(devel)),
    drop,
  };
}

function planResult({ name, features, dropped, price }: FeaturePlan): NonNullable<SqueezeResult["plans"]>[number] {
  return { name, features: features.length, dropped: [...dropped], price: priceResult(price) };
}

/** The totals of a price. */
function priceResult({ stages: _, ...totals }: DevicePrice): NonNullable<CandidateResult["price"]> {
  return totals;
}

/** What the rule takes where a family is alone; none where it takes nothing for sure. */
function choiceOf(
  candidates: readonly Candidate[],
  drops: readonly SimultaneousDrop[],
  family: Candidate["family"],
  { margin, targetBytes, budget }: SqueezeOptions,
): Choice[] {
  const places = [...candidates.keys()].filter((k) => candidates[k]?.family === family);
  const own = choose(
    places.map((k) => candidates[k]),
    places.map((k) => drops[k]),
    { margin, targetBytes, budget },
  );
  return own ? [{ ...own, index: places[own.index] }] : [];
}

/** Original and networks on test: the choice is judged, the others are estimated. */
async function testOnce(
  [chosen, ...others]: readonly Candidate[],
  decision: Decision,
  tools: DecisionTools,
): Promise<SqueezeResult["test"]> {
  const { original, test, options, random } = decision;
  const look = await noteLook(tools.looks, await tableHash(test), await questionOf([chosen, ...others], decision));
  const reference = await answersOfOriginal(original.network, test, tools);
  const networks: TestedNetwork[] = [];
  for (const candidate of [chosen, ...others]) {
    if (!candidate) continue;
    const answers = await answersOfKept(candidate.file, test, tools);
    const { name } = candidate;
    const asked = { name, original: reference, answers, isChoice: candidate === chosen };
    networks.push(testedNetwork(asked, options, random.fork("test")));
  }
  return { look, original: evaluate(reference, random.fork("test")), networks };
}

/** Hash of what is asked of test. */
function questionOf(
  networks: readonly (Candidate | undefined)[],
  { search, original, options: { margin, alpha } }: Decision,
): Promise<string> {
  return fingerprintOf({
    margin,
    alpha,
    search: search.fingerprint,
    original: original.file,
    networks: networks.map((network) => network?.name),
  });
}

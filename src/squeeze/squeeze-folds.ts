/**
 * The squeeze in every fold of a cross-validation: what the procedure costs on new speakers, and one network by it.
 *
 *   each fold   an original trained on train -> search and choice on devel -> the fold itself, asked once
 *   pooled      the answers of all folds: one drop of UAR with one bound over all speakers
 *   at the end  an original for all recordings -> search on all but a devel fold -> the network that is kept
 *
 *   <prefix>fold-1/…, fold-2/…     originals' searches and choices of the folds
 *   <prefix>whole/…                the search for the network that is kept
 *
 * Choice and test never meet: what a fold is tested on is neither trained on nor searched with in that fold. The network that
 * is kept has no test of its own, so the result's figures are the procedure's. Folds resume from the store one by one, as a
 * squeeze does.
 */

import { memoryStore } from "../core/artifact-store.ts";
import { UserError } from "../core/errors.ts";
import { fingerprintOf } from "../core/fingerprint.ts";
import { Random } from "../core/random.ts";
import { labeledObserver, SILENT_OBSERVER } from "../core/run-observer.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { createEngine } from "../engine/create-engine.ts";
import { createSparseEngine } from "../engine/sparse/create-sparse-engine.ts";
import { type Classification, classificationOf } from "../evaluation/classification.ts";
import { COMPARE_DEFAULTS, compare } from "../evaluation/compare.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import { linearProbabilities, predictLinear, trainLinear } from "../evaluation/linear-baseline.ts";
import { type PooledAnswers, pooledAnswersOfFolds, sizeRange } from "../evaluation/pool-folds.ts";
import { fitTable } from "../network/fit-table.ts";
import type { Network } from "../network/network.ts";
import { joinedRows, labeledRows } from "../table/rows.ts";
import { tableHash } from "../table/table-hash.ts";
import type { TrainingData } from "../training/train.ts";
import { FAMILIES, type Family, SQUEEZE_DEFAULTS, type SqueezeOptions } from "./options.ts";
import { type OriginalFile, type Squeezed, type SqueezeTools, squeeze } from "./squeeze.ts";
import {
  type CandidateResult,
  chosenCandidate,
  type DataFinding,
  type ProcedureResult,
  type SqueezeResult,
} from "./squeeze-result.ts";
import { answersOfKept, answersOfOriginal, testedNetwork } from "./test-answers.ts";
import { noteLook } from "./test-looks.ts";

/** A trained network, with what is known of its file. */
export interface TrainedOriginal {
  readonly network: Network;
  readonly originalFile: Partial<OriginalFile>;
}

/** The folds, and how an original is had for each. */
export interface SqueezeProcedure {
  /** Two at least, each recording tested in one of them. All rows of train and devel are labelled. */
  readonly folds: readonly Partitions[];
  /**
   * The original that a fold squeezes, which must not have seen what the fold is tested on; and that of the network that is kept.
   *
   * @param fold  0 for the first; "whole" for the network that is kept.
   */
  readonly original: (data: TrainingData, fold: number | "whole") => Promise<TrainedOriginal>;
  /** What speaks against believing in the data; it stands in the result. */
  readonly findings?: readonly DataFinding[];
}

/** Engines, store and display of a procedure. */
export type FoldTools = Required<Pick<SqueezeTools, "engine" | "denseEngine" | "store" | "observer" | "keptPrefix">>;

/** A result with the network that is kept, and what the folds say of originals and choices. */
export interface SqueezedInFolds extends Squeezed {
  readonly answers: PooledAnswers;
}

/**
 * Squeezes in every fold, pools what they say, and makes one network of all recordings: what a squeeze is worth where
 * speakers are few, as each of them is tested once.
 *
 * @param procedure  Folds as `partition(table, { folds: 5 })` gives them, and how an original is trained for each.
 * @param options    As of `squeeze`; `seed` is that of all chance, 1 if not given.
 * @throws UserError as `squeeze` does, or if a fold has no network of the size that was asked for.
 * @returns The result of the network that is kept; its `test` and `procedure` are of the folds.
 * @example
 * const { folds, findings } = partition(table, { folds: 5 });
 * const original = async (data) => ({ network: await trainedOn(data), originalFile: {} });
 * const { result, container } = await squeezeInFolds({ folds, original, findings });
 */
export async function squeezeInFolds(
  procedure: SqueezeProcedure,
  options: Partial<SqueezeOptions> & { readonly seed?: number } = {},
  tools: Omit<SqueezeTools, "originalFile" | "timeIsUp"> = {},
): Promise<SqueezedInFolds> {
  const { store = memoryStore(), keptPrefix = "", observer = SILENT_OBSERVER } = tools;
  const denseEngine = tools.denseEngine ?? (await createEngine({ threads: 1 }));
  const all = { engine: tools.engine ?? createSparseEngine(), denseEngine, store, observer, keptPrefix };
  try {
    const folds: SqueezedFold[] = [];
    for (const index of procedure.folds.keys()) folds.push(await squeezedFold(procedure, index, options, all));
    const { result, container } = await squeezedWhole(procedure, options, { ...all, chosenName: tools.chosenName });
    const settings = { ...SQUEEZE_DEFAULTS, ...options };
    const look = await noteLook(store, ...(await questionOf(procedure.folds, folds, settings)));
    // The stream has the name that folds had once: another one would give other bounds.
    const random = new Random(options.seed ?? 1).fork("squeeze in rounds");
    const tested = pooledTest(folds, result, settings, random);
    const { findings = [] } = procedure;
    const linear = settings.budget ? { linear: linearBeside(procedure.folds, folds, settings, random) } : {};
    const ofProcedure = { ...procedureOf(folds, settings.budget !== null), ...linear };
    return {
      result: { ...result, findings: [...findings], procedure: ofProcedure, test: { look, ...tested } },
      container,
      answers: pooledAnswersOfChoices(folds),
    };
  } finally {
    if (!tools.denseEngine) await denseEngine.close();
  }
}

/** A network of a fold with its answers to the fold's recordings. */
interface FoldNetwork {
  readonly candidate: CandidateResult;
  readonly answers: Classification;
}

interface SqueezedFold {
  readonly original: Classification;
  readonly trained: number;
  readonly choice: FoldNetwork;
  readonly basis: NonNullable<SqueezeResult["choice"]>["basis"];
  readonly families: ReadonlyMap<Family, FoldNetwork>;
}

/**
 * One fold: its original, the search, and what the fold says of the choices. Folds may be done one by one, in any order
 * and anywhere: the procedure as a whole then takes from the store what they have kept.
 */
export async function squeezedFold(
  { folds, original }: SqueezeProcedure,
  index: number,
  options: Parameters<typeof squeezeInFolds>[1],
  tools: FoldTools,
): Promise<SqueezedFold> {
  const { train, devel, test } = folds[index];
  const label = `fold ${index + 1}/${folds.length}`;
  const { network, originalFile } = await original({ train, devel }, index);
  const folder = `${tools.keptPrefix}fold-${index + 1}/`;
  // Without test: the fold is asked below, once, with what devel has chosen.
  const { result } = await squeeze(network, { train, devel }, options, {
    ...tools,
    observer: labeledObserver(tools.observer, label),
    originalFile,
    keptPrefix: folder,
    chosenName: `${folder}chosen.coldpress`,
    explains: false,
  });
  const chosen = chosenCandidate(result);
  if (!chosen || !result.choice)
    throw new UserError(
      `${label}: no network ${result.budget ? "within the budget was found; ask for a larger budget" : `of at most ${result.targetBytes} bytes was found; ask for a larger size`}`,
    );
  const labeled = fitTable(network, labeledRows(test), `original of ${label}`);
  const answered = async (candidate: CandidateResult): Promise<FoldNetwork> => ({
    candidate,
    answers: await answersOfKept(candidate.file, labeled, tools),
  });
  const families = new Map<Family, FoldNetwork>();
  for (const { name } of result.familyChoices) {
    const candidate = result.candidates.find((other) => other.name === name) as CandidateResult;
    families.set(candidate.family, await answered(candidate));
  }
  return {
    original: await answersOfOriginal(network, labeled, tools),
    trained: train.ids.length,
    choice: await answered(chosen),
    basis: result.choice.basis,
    families,
  };
}

/** The network that is kept, from all recordings: the first fold's devel partition decides, all others are learned from. */
export async function squeezedWhole(
  { folds, original }: SqueezeProcedure,
  options: Parameters<typeof squeezeInFolds>[1],
  tools: FoldTools & { readonly chosenName: string | undefined },
): Promise<Squeezed> {
  const { train, devel, test } = folds[0];
  const data = { train: joinedRows(train, labeledRows(test)), devel };
  const { network, originalFile } = await original(data, "whole");
  const { chosenName, ...others } = tools;
  return squeeze(network, data, options, {
    ...others,
    observer: labeledObserver(tools.observer, "all recordings"),
    originalFile,
    keptPrefix: `${tools.keptPrefix}whole/`,
    ...(chosenName !== undefined && { chosenName }),
  });
}

/** What the test folds say together: of the choices a verdict, of the other families an estimate. */
function pooledTest(
  folds: readonly SqueezedFold[],
  { choice, candidates, familyChoices }: SqueezeResult,
  options: SqueezeOptions,
  random: Random,
): Omit<NonNullable<SqueezeResult["test"]>, "look"> {
  const choices = pooledAnswersOfChoices(folds);
  const judged = (name: string, answers: Classification, isChoice: boolean) =>
    testedNetwork({ name, original: choices.original, answers, isChoice }, options, random.fork("test"));
  const others = familyChoices.flatMap(({ name }) => {
    const family = candidates.find((candidate) => candidate.name === name)?.family as Family;
    if (name === choice?.name || !inEveryFold(folds, family)) return [];
    const { chosen } = pooled(folds, (fold) => fold.families.get(family) as FoldNetwork);
    return [judged(name, chosen, false)];
  });
  return {
    original: evaluate(choices.original, random.fork("test")),
    networks: [...(choice ? [judged(choice.name, choices.chosen, true)] : []), ...others],
  };
}

function pooledAnswersOfChoices(folds: readonly SqueezedFold[]): PooledAnswers {
  return pooled(folds, (fold) => fold.choice);
}

function pooled(folds: readonly SqueezedFold[], network: (fold: SqueezedFold) => FoldNetwork): PooledAnswers {
  return pooledAnswersOfFolds(
    folds.map((fold) => ({ original: fold.original, chosen: network(fold).answers, trained: fold.trained })),
  );
}

function procedureOf(folds: readonly SqueezedFold[], isPriced: boolean): ProcedureResult {
  const bytesOf = (networks: readonly FoldNetwork[]) => sizeRange(networks.map(({ candidate }) => candidate.bytes));
  return {
    folds: folds.map(({ choice: { candidate, answers }, basis }) => ({
      name: candidate.name,
      family: candidate.family,
      basis,
      bytes: candidate.bytes,
      ...(isPriced && candidate.price && { price: candidate.price }),
      tested: answers.labels.length,
      speakers: answers.speakers ? new Set(answers.speakers).size : null,
    })),
    bytes: bytesOf(folds.map(({ choice }) => choice)),
    families: FAMILIES.filter((family) => inEveryFold(folds, family)).map((family) => ({
      family,
      bytes: bytesOf(folds.map(({ families }) => families.get(family) as FoldNetwork)),
    })),
  };
}

/** The linear classifier of all features in every fold, its strength chosen on the fold's devel, beside the folds' choices. */
function linearBeside(
  folds: readonly Partitions[],
  squeezed: readonly SqueezedFold[],
  { margin, alpha }: SqueezeOptions,
  random: Random,
): NonNullable<ProcedureResult["linear"]> {
  const pairs = squeezed.map(({ choice, trained }, k) => {
    const { train, devel, test } = folds[k];
    const { model } = trainLinear(train, devel, train.classes.length, random.fork(`linear ${k + 1}`));
    const labeled = labeledRows(test);
    const { values } = labeled;
    const answers = classificationOf(labeled, predictLinear(model, values), linearProbabilities(model, values));
    return { original: answers, chosen: choice.answers, trained };
  });
  const { original, chosen } = pooledAnswersOfFolds(pairs);
  const { uarDrop } = compare(original, chosen, { ...COMPARE_DEFAULTS, margin, alpha });
  return { evaluation: evaluate(original, random.fork("test")), uarDrop };
}

function inEveryFold(folds: readonly SqueezedFold[], family: Family): boolean {
  return folds.every(({ families }) => families.has(family));
}

/** The test set of all folds, and what it is asked. */
async function questionOf(
  folds: readonly Partitions[],
  squeezed: readonly SqueezedFold[],
  { margin, alpha }: SqueezeOptions,
): Promise<[test: string, question: string]> {
  const tests = await Promise.all(folds.map(({ test }) => tableHash(labeledRows(test))));
  const networks = squeezed.map(({ choice, families }) => ({
    choice: [...choice.answers.predicted].join(""),
    families: [...families.values()].map(({ candidate }) => candidate.name),
  }));
  return [await fingerprintOf({ tests }), await fingerprintOf({ margin, alpha, networks })];
}

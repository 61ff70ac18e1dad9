/**
 * The squeeze in every round of a cross-validation: what the procedure costs on new speakers, and one network by it.
 *
 *   each round   an original trained on train -> search and choice on devel -> the test fold, asked once
 *   pooled       the answers of all test folds: one drop of UAR with one bound over all speakers
 *   at the end   an original for all recordings -> search on all but a devel fold -> the network that is kept
 *
 *   <prefix>fold-1/…, fold-2/…     originals' searches and choices of the rounds
 *   <prefix>whole/…                the search for the network that is kept
 *
 * Choice and test never meet: a round's test fold is in no other part of that round. The network that is kept has no test of its
 * own, so the result's figures are the procedure's. Rounds resume from the store one by one, as a squeeze does.
 */

import { memoryStore } from "../core/artifact-store.ts";
import { UserError } from "../core/errors.ts";
import { fingerprintOf } from "../core/fingerprint.ts";
import { Random } from "../core/random.ts";
import { labeledObserver, SILENT_OBSERVER } from "../core/run-observer.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { createEngine } from "../engine/create-engine.ts";
import { createSparseEngine } from "../engine/sparse/create-sparse-engine.ts";
import type { Classification } from "../evaluation/classification.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import { type PooledAnswers, pooledAnswersOfRounds, sizeRange } from "../evaluation/pool-rounds.ts";
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

/** The rounds, and how an original is had for each. */
export interface SqueezeProcedure {
  /** Two at least, each recording in one test fold. All rows of train and devel are labelled. */
  readonly rounds: readonly Partitions[];
  /**
   * The original of a round, which must not have seen the round's test fold; and that of the network that is kept.
   *
   * @param round  0 for the first; "whole" for the network that is kept.
   */
  readonly original: (data: TrainingData, round: number | "whole") => Promise<TrainedOriginal>;
  /** What speaks against believing in the data; it stands in the result. */
  readonly findings?: readonly DataFinding[];
}

/** Engines, store and display of a procedure. */
export type RoundTools = Required<Pick<SqueezeTools, "engine" | "denseEngine" | "store" | "observer" | "keptPrefix">>;

/** A result with the network that is kept, and what the rounds' test folds say of originals and choices. */
export interface SqueezedInRounds extends Squeezed {
  readonly answers: PooledAnswers;
}

/**
 * Squeezes in every round, pools what the test folds say, and makes one network of all recordings: what a squeeze is worth where
 * speakers are few, as each of them is tested once.
 *
 * @param procedure  Rounds as `partition(table, { folds: 5 })` gives them, and how an original is trained for each.
 * @param options    As of `squeeze`; `seed` is that of all chance, 1 if not given.
 * @throws UserError as `squeeze` does, or if a round has no network of the size that was asked for.
 * @returns The result of the network that is kept; its `test` and `procedure` are of the rounds.
 * @example
 * const { rounds, findings } = partition(table, { folds: 5 });
 * const original = async (data: TrainingData) => ({ network: await trainedOn(data), originalFile: {} });
 * const { result, container } = await squeezeInRounds({ rounds, original, findings });
 */
export async function squeezeInRounds(
  procedure: SqueezeProcedure,
  options: Partial<SqueezeOptions> & { readonly seed?: number } = {},
  tools: Omit<SqueezeTools, "originalFile" | "timeIsUp"> = {},
): Promise<SqueezedInRounds> {
  const { store = memoryStore(), keptPrefix = "", observer = SILENT_OBSERVER } = tools;
  const denseEngine = tools.denseEngine ?? (await createEngine({ threads: 1 }));
  const all = { engine: tools.engine ?? createSparseEngine(), denseEngine, store, observer, keptPrefix };
  try {
    const rounds: SqueezedRound[] = [];
    for (const index of procedure.rounds.keys()) rounds.push(await squeezedRound(procedure, index, options, all));
    const { result, container } = await squeezedWhole(procedure, options, { ...all, chosenName: tools.chosenName });
    const settings = { ...SQUEEZE_DEFAULTS, ...options };
    const look = await noteLook(store, ...(await questionOf(procedure.rounds, rounds, settings)));
    const random = new Random(options.seed ?? 1).fork("squeeze in rounds");
    const tested = pooledTest(rounds, result, settings, random);
    const { findings = [] } = procedure;
    return {
      result: { ...result, findings: [...findings], procedure: procedureOf(rounds), test: { look, ...tested } },
      container,
      answers: pooledAnswersOfChoices(rounds),
    };
  } finally {
    if (!tools.denseEngine) await denseEngine.close();
  }
}

/** A network of a round with its answers to the round's test fold. */
interface RoundNetwork {
  readonly candidate: CandidateResult;
  readonly answers: Classification;
}

interface SqueezedRound {
  readonly original: Classification;
  readonly trained: number;
  readonly choice: RoundNetwork;
  readonly basis: NonNullable<SqueezeResult["choice"]>["basis"];
  readonly families: ReadonlyMap<Family, RoundNetwork>;
}

/**
 * One round: its original, the search, and what the test fold says of the choices. Rounds may be done one by one, in any order
 * and anywhere: the procedure as a whole then takes from the store what they have kept.
 */
export async function squeezedRound(
  { rounds, original }: SqueezeProcedure,
  index: number,
  options: Parameters<typeof squeezeInRounds>[1],
  tools: RoundTools,
): Promise<SqueezedRound> {
  const { train, devel, test } = rounds[index] as Partitions;
  const label = `round ${index + 1}/${rounds.length}`;
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
  const answered = async (candidate: CandidateResult): Promise<RoundNetwork> => ({
    candidate,
    answers: await answersOfKept(candidate.file, labeled, tools),
  });
  const families = new Map<Family, RoundNetwork>();
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

/** The network that is kept, from all recordings: the first round's devel fold decides, all others are learned from. */
export async function squeezedWhole(
  { rounds, original }: SqueezeProcedure,
  options: Parameters<typeof squeezeInRounds>[1],
  tools: RoundTools & { readonly chosenName: string | undefined },
): Promise<Squeezed> {
  const { train, devel, test } = rounds[0] as Partitions;
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
  rounds: readonly SqueezedRound[],
  { choice, candidates, familyChoices }: SqueezeResult,
  options: SqueezeOptions,
  random: Random,
): Omit<NonNullable<SqueezeResult["test"]>, "look"> {
  const choices = pooledAnswersOfChoices(rounds);
  const judged = (name: string, answers: Classification, isChoice: boolean) =>
    testedNetwork({ name, original: choices.original, answers, isChoice }, options, random.fork("test"));
  const others = familyChoices.flatMap(({ name }) => {
    const family = candidates.find((candidate) => candidate.name === name)?.family as Family;
    if (name === choice?.name || !inEveryRound(rounds, family)) return [];
    const { chosen } = pooled(rounds, (round) => round.families.get(family) as RoundNetwork);
    return [judged(name, chosen, false)];
  });
  return {
    original: evaluate(choices.original, random.fork("test")),
    networks: [...(choice ? [judged(choice.name, choices.chosen, true)] : []), ...others],
  };
}

function pooledAnswersOfChoices(rounds: readonly SqueezedRound[]): PooledAnswers {
  return pooled(rounds, (round) => round.choice);
}

function pooled(rounds: readonly SqueezedRound[], network: (round: SqueezedRound) => RoundNetwork): PooledAnswers {
  return pooledAnswersOfRounds(
    rounds.map((round) => ({ original: round.original, chosen: network(round).answers, trained: round.trained })),
  );
}

function procedureOf(rounds: readonly SqueezedRound[]): ProcedureResult {
  const bytesOf = (networks: readonly RoundNetwork[]) => sizeRange(networks.map(({ candidate }) => candidate.bytes));
  return {
    rounds: rounds.map(({ choice: { candidate, answers }, basis }) => ({
      name: candidate.name,
      family: candidate.family,
      basis,
      bytes: candidate.bytes,
      tested: answers.labels.length,
      speakers: answers.speakers ? new Set(answers.speakers).size : null,
    })),
    bytes: bytesOf(rounds.map(({ choice }) => choice)),
    families: FAMILIES.filter((family) => inEveryRound(rounds, family)).map((family) => ({
      family,
      bytes: bytesOf(rounds.map(({ families }) => families.get(family) as RoundNetwork)),
    })),
  };
}

function inEveryRound(rounds: readonly SqueezedRound[], family: Family): boolean {
  return rounds.every(({ families }) => families.has(family));
}

/** The test set of all rounds, and what it is asked. */
async function questionOf(
  folds: readonly Partitions[],
  rounds: readonly SqueezedRound[],
  { margin, alpha }: SqueezeOptions,
): Promise<[test: string, question: string]> {
  const tests = await Promise.all(folds.map(({ test }) => tableHash(labeledRows(test))));
  const networks = rounds.map(({ choice, families }) => ({
    choice: [...choice.answers.predicted].join(""),
    families: [...families.values()].map(({ candidate }) => candidate.name),
  }));
  return [await fingerprintOf({ tests }), await fingerprintOf({ margin, alpha, networks })];
}

/**
 * The squeeze, from a trained network and its tables to the smallest network that is shown to be as good.
 *
 *   original, partitions -> search (devel alone) -> bounds for the whole search -> choice -> test, once -> container
 */

import { type ArtifactStore, memoryStore, partOfStore } from "../core/artifact-store.ts";
import { joinedBytes } from "../core/byte-source.ts";
import { UserError } from "../core/errors.ts";
import { sha256 } from "../core/fingerprint.ts";
import { Random } from "../core/random.ts";
import { labeledObserver, SILENT_OBSERVER } from "../core/run-observer.ts";
import { createEngine } from "../engine/create-engine.ts";
import { createSparseEngine } from "../engine/sparse/create-sparse-engine.ts";
import { explainNetwork } from "../explanation/explain-network.ts";
import type { Explanation } from "../explanation/explanation.ts";
import { decodeContainerSurvivors } from "../formats/container/container-survivors.ts";
import { encodeModelFile } from "../formats/model-file.ts";
import { zipSizeBytes } from "../formats/zip.ts";
import { fitLabeledTable, fitTable } from "../network/fit-table.ts";
import type { Network } from "../network/network.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { labeledRows, selectRows } from "../table/rows.ts";
import { decide } from "./decide.ts";
import { type Family, SQUEEZE_DEFAULTS, type SqueezeOptions } from "./options.ts";
import { search } from "./search.ts";
import type { SearchTask, SearchTools } from "./search-task.ts";
import { chosenCandidate, type DataFinding, type SqueezeResult } from "./squeeze-result.ts";

/** What a search learns from, decides by, and is tested on once. The features of the network are found by name. */
export interface SqueezePartitions {
  /** All rows are labelled. */
  readonly train: FeatureTable;
  /** All rows are labelled. */
  readonly devel: FeatureTable;
  /** Rows without a label are left out; without any there is no verdict. */
  readonly test?: FeatureTable;
  /** What speaks against believing in these partitions; it stands in the result. */
  readonly findings?: readonly DataFinding[];
}

/** What is known of the original's file; what is not given is computed of the network. */
export interface OriginalFile {
  /** Its name, for the result and for errors. */
  readonly file: string;
  /** "sha256:…" of its bytes, written into every container: the file has the history of the training. */
  readonly madeFrom: string;
  /** Its weight as a zip. */
  readonly zipBytes: number;
}

/** Engines, store and display; each has a default. */
export interface SqueezeTools extends Partial<SearchTools> {
  readonly originalFile?: Partial<OriginalFile>;
  /** What the names of networks that are kept begin with in the store. */
  readonly keptPrefix?: string;
  /** Name of the choice in the store. */
  readonly chosenName?: string;
  /** Whether the result says what the choice listens to, which takes seconds; true if not given. */
  readonly explains?: boolean;
}

/** A result with the network that was chosen. */
export interface Squeezed {
  readonly result: SqueezeResult;
  /** The chosen network as a .coldpress file; null where no network is as small as was asked for. */
  readonly container: Uint8Array | null;
}

/** The name that a choice has unless it is given another one. */
export const CHOSEN_NAME = "squeezed.coldpress";

/**
 * Searches, decides and keeps the choice. The same call with the same store resumes an interrupted search.
 *
 * @param options  Where it differs from SQUEEZE_DEFAULTS; `seed` is that of all chance, 1 if not given.
 * @throws UserError if a table does not fit the network, or nothing could be tried.
 * @example
 * const { result, container } = await squeeze(network, { train, devel, test });
 */
export async function squeeze(
  original: Network,
  partitions: SqueezePartitions,
  options: Partial<SqueezeOptions> & { readonly seed?: number } = {},
  tools: SqueezeTools = {},
): Promise<Squeezed> {
  const { seed = 1 } = options;
  const origin = await originOf(original, tools.originalFile ?? {});
  const { train, devel, test } = fittingPartitions(original, partitions, origin.file);
  const { store = memoryStore(), keptPrefix = "", chosenName = CHOSEN_NAME } = tools;
  const { all, close } = await searchTools(tools, store, keptPrefix);
  try {
    const random = new Random(seed).fork("squeeze");
    const task = searchTask(original, { train, devel }, options, origin);
    const found = await search(task, all);
    if (found.candidates.length === 0) throw new UserError(nothingTried(found.complete));
    const reference = { network: original, file: origin.file, zipBytes: origin.zipBytes };
    const decision = { search: found, original: reference, test, options: task.options };
    const decided = await decide({ ...decision, random: random.fork("decision") }, { ...all, looks: store });
    const chosen = chosenCandidate(decided);
    const container = chosen ? ((await all.store.read(chosen.file)) ?? null) : null;
    if (container) await store.write(chosenName, [container]);
    const { findings = [] } = partitions;
    const explanation = container && tools.explains !== false ? await explained(container, devel, random, all) : null;
    const known = { trained: countsOf(train), findings: [...findings], explanation };
    return { result: { ...withPrefix(decided, keptPrefix), ...known }, container };
  } finally {
    await close();
  }
}

/**
 * One family of the search alone: what it finds is kept in the store for `squeeze`, which then takes it. Families need nothing of
 * each other, so several machines may do one each.
 */
export async function searchFamily(
  original: Network,
  partitions: SqueezePartitions,
  family: Family,
  options: Partial<SqueezeOptions> & { readonly seed?: number },
  tools: SqueezeTools & { readonly store: ArtifactStore },
): Promise<void> {
  const origin = await originOf(original, tools.originalFile ?? {});
  const { train, devel } = fittingPartitions(original, partitions, origin.file);
  const { all, close } = await searchTools(tools, tools.store, tools.keptPrefix ?? "");
  try {
    await search(searchTask(original, { train, devel }, { ...options, families: [family] }, origin), all);
  } finally {
    await close();
  }
}

function searchTask(
  original: Network,
  { train, devel }: Pick<SqueezePartitions, "train" | "devel">,
  { seed = 1, ...settings }: Partial<SqueezeOptions> & { readonly seed?: number },
  { madeFrom }: OriginalFile,
): SearchTask {
  const random = new Random(seed).fork("squeeze").fork("search");
  return { original, train, devel, options: { ...SQUEEZE_DEFAULTS, ...settings }, madeFrom, random };
}

/** With defaults for what is not given, and a function that closes what was opened here. */
async function searchTools(
  { engine, denseEngine, observer, timeIsUp }: SqueezeTools,
  store: ArtifactStore,
  keptPrefix: string,
): Promise<{ readonly all: SearchTools; readonly close: () => Promise<void> }> {
  const dense = denseEngine ?? (await createEngine({ threads: 1 }));
  const all = {
    engine: engine ?? createSparseEngine(),
    denseEngine: dense,
    store: partOfStore(store, keptPrefix),
    observer: observer ?? SILENT_OBSERVER,
    timeIsUp: timeIsUp ?? (() => false),
  };
  const close = async () => {
    if (!denseEngine) await dense.close();
  };
  return { all, close };
}

/** What the choice listens to, on devel. */
function explained(
  container: Uint8Array,
  devel: FeatureTable,
  random: Random,
  { engine, observer }: SearchTools,
): Promise<Explanation> {
  const { network } = decodeContainerSurvivors(container, CHOSEN_NAME);
  return explainNetwork(
    network,
    fitTable(network, devel, CHOSEN_NAME),
    engine,
    random.fork("explanation"),
    labeledObserver(observer, "squeeze:"),
  );
}

async function originOf(network: Network, known: Partial<OriginalFile>): Promise<OriginalFile> {
  const { file = "original.safetensors", madeFrom, zipBytes } = known;
  const chunks = () => encodeModelFile({ network, provenance: {} });
  return {
    file,
    madeFrom: madeFrom ?? `sha256:${await sha256(joinedBytes(chunks()))}`,
    zipBytes: zipBytes ?? (await zipSizeBytes("original.safetensors", chunks())),
  };
}

/** The network's features of each partition. @throws UserError if the tables have other classes, or lack a feature. */
function fittingPartitions(
  network: Network,
  { train, devel, test }: SqueezePartitions,
  file: string,
): Required<Omit<SqueezePartitions, "findings">> {
  return {
    train: fitLabeledTable(network, train, file, "train"),
    devel: fitLabeledTable(network, devel, file, "devel"),
    test: fitTable(network, test ? labeledRows(test) : selectRows(devel, []), file),
  };
}

function countsOf({ ids, speakers }: FeatureTable): NonNullable<SqueezeResult["trained"]> {
  return { recordings: ids.length, speakers: speakers ? new Set(speakers).size : null };
}

function nothingTried(complete: boolean): string {
  return complete
    ? "squeeze: the network is too small for the families that were asked for; ask for linear or small"
    : "squeeze: time was up before a single network was made; give it more";
}

/** The result with its candidates' names as the whole store has them. */
function withPrefix(result: SqueezeResult, prefix: string): SqueezeResult {
  const candidates = result.candidates.map((candidate) => ({ ...candidate, file: prefix + candidate.file }));
  return { ...result, candidates };
}

/**
 * Whether a network may know the recordings that it is asked about, or that it is watched on while it is pruned or squeezed:
 * where a corpus names no partitions, they are drawn from it by a seed, and a network that was made of the same corpus may have
 * been trained on what is drawn.
 *
 *   train, prune      keep their seed and the hash of their training table: whether it is this corpus can be computed
 *   squeeze           keeps, in cross-validation, a network of all recordings; squeeze.json beside it says so
 *   others            do not say what they were made of, and a warning says that
 */

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Finding, warning } from "../../core/finding.ts";
import type { Partitions } from "../../corpus/partitions.ts";
import { looksLikeContainer } from "../../formats/container/container-sections.ts";
import type { JsonRecord } from "../../formats/json.ts";
import type { OpenNetwork } from "../../node/open-network.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../../table/feature-table.ts";
import { selectFeatures } from "../../table/select-features.ts";
import { tableHash } from "../../table/table-hash.ts";
import { findFigures } from "../export/figures-input.ts";

/** What was drawn of a corpus without partitions. */
export interface DrawnPartitions {
  readonly parts: Partitions;
  readonly seed: number;
  /** What another seed draws. */
  readonly redraw: (seed: number) => Partitions;
}

/** A corpus without partitions, and what was drawn of it. */
export interface DrawnTest extends DrawnPartitions {
  readonly table: FeatureTable;
}

/** A network that goes on from what it has learned, with what its file says of how it was made. */
export type KnowingNetwork = Pick<OpenNetwork, "name" | "features" | "provenance">;

/** What speaks against going on with a network on partitions that were drawn; empty where nothing is known against it. */
export async function drawnTrainingFindings(network: KnowingNetwork, drawn: DrawnPartitions): Promise<Finding[]> {
  const own = await seedOfTraining(network, drawn);
  if (own === undefined || own === drawn.seed) return [];
  return [
    warning(
      "drawn-test-overlap",
      `${basename(network.name)} was trained on recordings of this corpus that were drawn with seed ${own}, and these partitions are drawn with seed ${drawn.seed}: it knows some of devel and test; give --seed ${own}.`,
    ),
  ];
}

/** What speaks against a drawn test of some networks; empty where it is theirs. */
export async function drawnTestFindings(networks: readonly OpenNetwork[], drawn: DrawnTest): Promise<Finding[]> {
  const findings = await Promise.all(networks.map((network) => drawnTestFinding(network, drawn)));
  return findings.flatMap((finding) => finding ?? []);
}

async function drawnTestFinding(network: OpenNetwork, drawn: DrawnTest): Promise<Finding | undefined> {
  const { seed } = drawn;
  const name = basename(network.name);
  const own = await seedOfTraining(network, drawn);
  if (own === seed) return undefined;
  if (own !== undefined)
    return warning(
      "drawn-test-overlap",
      `${name} was trained on recordings of this corpus that were drawn with seed ${own}, and test is drawn with seed ${seed}: it knows some of it; give --seed ${own}.`,
    );
  const all = await madeOfAll(network, drawn);
  if (all !== undefined)
    return warning(
      "drawn-test-overlap",
      `${name} was made of all recordings of this corpus, as ${all} says, which has the figures of its cross-validation: there are no recordings here that it does not know.`,
    );
  return warning(
    "drawn-test",
    `The corpus names no partitions: test is drawn from it with seed ${seed}. If ${name} was made of this corpus, it may know these recordings, and the figures are too high; if it was not, take all of them (--partition all).`,
  );
}

/** The seed by which a network's training table was drawn from this corpus; undefined where it was not, or does not say. */
async function seedOfTraining(
  { features, provenance }: KnowingNetwork,
  { parts, seed, redraw }: DrawnPartitions,
): Promise<number | undefined> {
  // Containers keep the settings of pruning themselves.
  const settings = recordOf(provenance["settings"] ?? provenance);
  const train = recordOf(settings["data"])["train"];
  const own = settings["seed"];
  if (typeof own !== "number" || typeof train !== "string") return undefined;
  const { train: drawn } = own === seed ? parts : redraw(own);
  if ((await tableHash(drawn)) === train) return own;
  // It may have been trained on some of the columns.
  const known = new Set(drawn.features);
  if (!features.every((name) => known.has(name))) return undefined;
  return (await tableHash(selectFeatures(drawn, features, "train"))) === train ? own : undefined;
}

function recordOf(value: unknown): JsonRecord {
  return typeof value === "object" && value !== null ? (value as JsonRecord) : {};
}

/**
 * The file that says that a network was made of a whole corpus of this size; undefined where none does.
 *
 * The tests of all folds of a cross-validation together are the corpus.
 */
async function madeOfAll({ name }: OpenNetwork, { table }: DrawnTest): Promise<string | undefined> {
  const bytes = readFileSync(name);
  if (!looksLikeContainer(bytes)) return undefined;
  const found = await findFigures({ path: name, bytes }, undefined);
  if (!found || found.figures.folds === null) return undefined;
  const { recordings, speakers } = found.figures;
  const isThisSize = recordings === labeledCount(table) && speakers === speakerCount(table);
  return isThisSize ? found.from : undefined;
}

function speakerCount({ speakers }: FeatureTable): number | null {
  return speakers ? new Set(speakers).size : null;
}

function labeledCount({ labels }: FeatureTable): number {
  return labels.filter((label) => label !== UNKNOWN_LABEL).length;
}

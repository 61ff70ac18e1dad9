/**
 * Whether a network may know the recordings that it is asked about: where a corpus names no partitions, test is drawn from it
 * by a seed, and a network that was made of the same corpus may have been trained on what is drawn.
 *
 *   train, prune      keep their seed and the hash of their training table: whether it is this corpus can be computed
 *   squeeze           keeps, in cross-validation, a network of all recordings; squeeze.json beside it says so
 *   others            do not say what they were made of, and a warning says that
 */

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Finding, warning } from "../../core/finding.ts";
import { type Partitions, partition } from "../../corpus/partitions.ts";
import { looksLikeContainer } from "../../formats/container/container-sections.ts";
import type { JsonRecord } from "../../formats/json.ts";
import type { OpenNetwork } from "../../node/open-network.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../../table/feature-table.ts";
import { tableHash } from "../../table/table-hash.ts";
import { findFigures } from "../export/figures-input.ts";

/** A corpus without partitions, and what was drawn of it. */
export interface DrawnTest {
  readonly table: FeatureTable;
  readonly parts: Partitions;
  readonly seed: number;
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
  { provenance }: OpenNetwork,
  { table, parts, seed }: DrawnTest,
): Promise<number | undefined> {
  const settings = recordOf(provenance["settings"]);
  const train = recordOf(settings["data"])["train"];
  const own = settings["seed"];
  if (typeof own !== "number" || typeof train !== "string") return undefined;
  const { train: drawn } = own === seed ? parts : partition(table, { seed: own });
  return (await tableHash(drawn)) === train ? own : undefined;
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

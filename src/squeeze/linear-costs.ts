/**
 * The linear classifier of the search, and what its other costs answered on devel: its cost is the best of several there, so
 * those that were not taken belong in the bound of the whole search (evaluation/simultaneous-drops.ts).
 *
 *   linear-costs.json    { "fingerprint": of the search, "untaken": predicted classes of devel for each cost not taken }
 */

import { z } from "zod";
import type { ArtifactStore } from "../core/artifact-store.ts";
import { type Classification, classificationOf } from "../evaluation/classification.ts";
import type { LinearFit } from "../evaluation/linear-baseline.ts";
import type { FeatureTable } from "../table/feature-table.ts";

const COSTS_FILE = "linear-costs.json";

const costsFile = z.object({
  fingerprint: z.string(),
  untaken: z.array(z.array(z.number().int().nonnegative())),
});

/**
 * The answers of the costs that were not taken, as an earlier run has kept them.
 *
 * @param fitted  The classifier of every cost; called where nothing is kept.
 */
export async function untakenCosts(
  devel: FeatureTable,
  { fingerprint }: { readonly fingerprint: string },
  store: ArtifactStore,
  fitted: () => LinearFit,
): Promise<Classification[]> {
  const kept = keptCosts(await store.read(COSTS_FILE), fingerprint, devel);
  if (kept) return kept.map((predicted) => classificationOf(devel, Int32Array.from(predicted)));
  const { trials, cost } = fitted();
  const untaken = trials.flatMap((trial) =>
    trial.cost !== cost && trial.develPredicted ? [trial.develPredicted] : [],
  );
  const file = { fingerprint, untaken: untaken.map((predicted) => [...predicted]) };
  await store.write(COSTS_FILE, [new TextEncoder().encode(`${JSON.stringify(file)}\n`)]);
  return untaken.map((predicted) => classificationOf(devel, predicted));
}

/** Undefined where nothing of this search is kept, or not what it should be. */
function keptCosts(
  bytes: Uint8Array | undefined,
  fingerprint: string,
  { labels, classes }: FeatureTable,
): number[][] | undefined {
  if (!bytes) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  const parsed = costsFile.safeParse(json);
  if (!parsed.success || parsed.data.fingerprint !== fingerprint) return undefined;
  const { untaken } = parsed.data;
  const fits = untaken.every(
    (predicted) => predicted.length === labels.length && predicted.every((code) => code < classes.length),
  );
  return fits ? untaken : undefined;
}

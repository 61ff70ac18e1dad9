/**
 * The experiment as a list of jobs: which there are, what each needs, and what it costs.
 *
 *   linear                       the linear baseline, of all folds
 *   A   A.fold-2   A.seed-3      one model in one fold with one seed: trained, pruned, quantised, squeezed, asked
 *   A.whole                      in cross-validation: the original of all recordings, and the search for the network that is kept
 *   A.pooled                     what the folds' squeezes say together
 *   gather                       result.json and the report
 *
 * A job depends on nothing but the plan, the data and what the jobs that it needs have left, and its chance comes from a
 * stream of its own: any machine may do it, in any order that respects the needs, even twice. The list is in such an order.
 */

import { fingerprintOf, sha256 } from "../core/fingerprint.ts";
import { PARTITION_NAMES, type Partitions } from "../corpus/partitions.ts";
import { RECIPE_VERSIONS } from "../runs/recipes.ts";
import type { SqueezeOptions } from "../squeeze/options.ts";
import { tableHash } from "../table/table-hash.ts";
import type { ExperimentData } from "./describe-data.ts";
import { type JobCost, jobCost, tablesCost } from "./job-cost.ts";
import type { ExperimentPlan, PlannedModel } from "./plan.ts";
import { seedFolder, seedsOf } from "./seeds.ts";
import { laterModels } from "./squeeze-plan.ts";

export const JOB_KINDS = ["linear", "model", "whole", "pooled", "gather"] as const;

/** What a job is about; its outcome has the form of its kind. */
export type JobKind = (typeof JOB_KINDS)[number];

/** One piece of the experiment. */
export interface Job extends JobCost {
  /** Its name in the list, fit for a file. */
  readonly name: string;
  readonly kind: JobKind;
  /** Position of the model in the plan; null where it is about none. */
  readonly model: number | null;
  /** Position among the plan's seeds. */
  readonly seed: number;
  /** Position of the fold; null where it is about all of them. */
  readonly fold: number | null;
  /** SHA-256 of all that its result depends on, hexadecimal. */
  readonly fingerprint: string;
  /** Names of the jobs that must be done before. */
  readonly needs: readonly string[];
}

/** A job before its cost and fingerprint are known. */
type Place = Pick<Job, "name" | "kind" | "model" | "seed" | "fold" | "needs">;

/** Raised when jobs leave something else under the same settings. */
const JOB_VERSION = 1;

/**
 * The jobs of an experiment.
 *
 * @param engine  Kind of the engine that does them: another one may give other last bits.
 */
export async function planJobs(plan: ExperimentPlan, data: ExperimentData, engine: string): Promise<Job[]> {
  const places = placesOf(plan, data.folds.length);
  const common = { version: JOB_VERSION, recipes: RECIPE_VERSIONS, engine, data: await dataHash(data.folds) };
  const tables = tablesCost(data.folds);
  const settings = (place: Place) => ({ ...common, ...settingsOf(place, plan) });
  return Promise.all(
    places.map(async (place) => ({
      ...place,
      fingerprint: await fingerprintOf(settings(place)),
      ...jobCost(place, plan, tables),
    })),
  );
}

function placesOf(plan: ExperimentPlan, foldCount: number): Place[] {
  const linear: Place = { name: "linear", kind: "linear", model: null, seed: 0, fold: null, needs: [] };
  const models = seedsOf(plan).flatMap((_, seed) =>
    plan.models.flatMap((model, m) => placesOfModel({ plan, model, m, seed }, foldCount)),
  );
  const all = [linear, ...models];
  const gather: Place = { ...linear, name: "gather", kind: "gather", needs: all.map(({ name }) => name) };
  return [...all, gather];
}

function placesOfModel(
  { plan, model, m, seed }: { plan: ExperimentPlan; model: PlannedModel; m: number; seed: number },
  foldCount: number,
): Place[] {
  const name = `${model.name}${seedFolder(seed) === "" ? "" : `.seed-${seed + 1}`}`;
  const place = (kind: JobKind, ending: string, fold: number | null, needs: readonly string[]): Place => ({
    name: name + ending,
    kind,
    model: m,
    seed,
    fold,
    needs,
  });
  if (foldCount === 1) return [place("model", "", 0, [])];
  const folds = Array.from({ length: foldCount }, (_, fold) => place("model", `.fold-${fold + 1}`, fold, []));
  if (!plan.squeeze) return folds;
  const searches = [...folds, place("whole", ".whole", null, [])];
  return [
    ...searches,
    place(
      "pooled",
      ".pooled",
      null,
      searches.map((search) => search.name),
    ),
  ];
}

/** All that a job's result depends on besides data, recipes and engine. */
function settingsOf({ name, kind, model, seed }: Place, plan: ExperimentPlan): object {
  const own = { name, kind, seed: seedsOf(plan)[seed] };
  const planned = model === null ? undefined : plan.models[model];
  if (kind === "linear") return { ...own, comparison: plan.comparison };
  if (!planned || model === null) return { ...own, plan };
  const { training, pruning } = plan;
  return { ...own, model: planned, training, pruning, squeeze: squeezeOfModel(plan, model) };
}

/** How a model is squeezed. @param model  Position in the plan: what hardly depends on the model is searched with the first. */
export function squeezeOfModel({ squeeze }: ExperimentPlan, model: number): SqueezeOptions | null {
  return squeeze && model > 0 ? laterModels(squeeze) : squeeze;
}

/** Hash of all tables, with who speaks in them. */
async function dataHash(folds: readonly Partitions[]): Promise<string> {
  const parts: string[] = [];
  for (const partitions of folds)
    for (const name of PARTITION_NAMES) {
      const { ids, speakers } = partitions[name];
      parts.push(name, await tableHash(partitions[name]), await sha256(JSON.stringify([ids, speakers ?? null])));
    }
  return sha256(parts.join("\n"));
}

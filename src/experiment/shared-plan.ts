/**
 * A planned experiment as workers find it in a run's folder: what is to be done, by which program and engine.
 *
 *   jobs/plan.json     this
 *   jobs/data-….bin    the tables (stored-data.ts)
 */

import { z } from "zod";
import { UserError } from "../core/errors.ts";
import { RECIPE_VERSIONS } from "../runs/recipes.ts";
import { JOB_KINDS, type Job } from "./jobs.ts";
import type { ExperimentPlan } from "./plan.ts";
import { planSchema } from "./plan-schema.ts";
import { madeSchema } from "./result.ts";

/** Its name in the run's folder. */
export const SHARED_PLAN_FILE = "jobs/plan.json";

const SHARED_PLAN_SCHEMA = "coldpress/jobs";

const count = z.number().int().nonnegative();

const job = z.object({
  name: z.string(),
  kind: z.enum(JOB_KINDS),
  model: count.nullable(),
  seed: count,
  fold: count.nullable(),
  fingerprint: z.string(),
  needs: z.array(z.string()).readonly(),
  minutes: z.number(),
  mebibytes: z.number(),
}) satisfies z.ZodType<Job>;

/** The engine that a run is planned with. */
export const sharedEngine = z.object({
  /** What was asked for. */
  choice: z.enum(["fast", "wide", "portable", "reference"]),
  kind: z.string(),
  /** Of a small training: engines that give other last bits are no workers for this plan (engine-digest.ts). */
  digest: z.string(),
});

const sharedPlan = z.object({
  schema: z.literal(SHARED_PLAN_SCHEMA),
  /** Who planned it, where and when: the result is made by the plan, whoever does the jobs. */
  made: madeSchema,
  recipes: z.record(z.string(), z.number()),
  engine: sharedEngine,
  plan: planSchema,
  /** Name of the file with the tables. */
  data: z.string(),
  jobs: z.array(job).readonly(),
});

/** The content of jobs/plan.json. */
export interface SharedPlan extends Omit<z.infer<typeof sharedPlan>, "schema" | "recipes" | "plan"> {
  readonly plan: ExperimentPlan;
}

/** The file's text. */
export function sharedPlanText(plan: SharedPlan): string {
  const file = { schema: SHARED_PLAN_SCHEMA, recipes: RECIPE_VERSIONS, ...plan };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/**
 * The plan that a file holds.
 *
 * @param version  Of this program: another one may do other things under the same name.
 * @throws UserError if it is no plan, or that of another version; names both.
 */
export function parseSharedPlan(text: string, file: string, version: string): SharedPlan {
  const json = withFolds(jsonOf(text));
  const planned = (json as { made?: { coldpress?: unknown } } | undefined)?.made?.coldpress;
  if (typeof planned === "string" && planned !== version)
    throw new UserError(
      `${file}: was planned by coldpress ${planned}, this is ${version}; use one version for the plan and all workers`,
    );
  const parsed = sharedPlan.safeParse(json);
  if (!parsed.success)
    throw new UserError(`${file}: is no plan of coldpress jobs: ${parsed.error.issues[0]?.message ?? ""}`);
  const { recipes } = parsed.data;
  const older = Object.entries(RECIPE_VERSIONS).find(([recipe, own]) => recipes[recipe] !== own);
  if (older)
    throw new UserError(
      `${file}: was planned with version ${recipes[older[0]] ?? "none"} of the recipe "${older[0]}", this program has ${older[1]}; use one version for the plan and all workers`,
    );
  // As it was written, not as the schema gives it back: fingerprints know the order of fields.
  const {
    schema: _,
    recipes: __,
    ...plan
  } = json as SharedPlan & Pick<z.infer<typeof sharedPlan>, "schema" | "recipes">;
  return plan;
}

/** A plan of when folds were called rounds as one of today: a run that was begun then goes on. */
function withFolds(json: unknown): unknown {
  const { jobs } = (json ?? {}) as { jobs?: unknown };
  if (!Array.isArray(jobs)) return json;
  return { ...(json as object), jobs: jobs.map(jobWithFold) };
}

function jobWithFold(job: unknown): unknown {
  if (!(job instanceof Object && "round" in job)) return job;
  const { round, ...others } = job;
  return { ...others, fold: round };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Files of runs that were begun when the folds of a cross-validation were called rounds. */

import { expect, it } from "vitest";
import { memoryStore } from "../../src/core/artifact-store.ts";
import { describeData } from "../../src/experiment/describe-data.ts";
import { keepOutcome, keptOutcome } from "../../src/experiment/job-outcome.ts";
import type { Job } from "../../src/experiment/jobs.ts";
import { planJobs } from "../../src/experiment/jobs.ts";
import { parseSharedPlan, type SharedPlan, sharedPlanText } from "../../src/experiment/shared-plan.ts";
import { decodeExperimentData, encodeExperimentData } from "../../src/experiment/stored-data.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/formats/safetensors.ts";
import { type SqueezeResult, squeezeResult } from "../../src/squeeze/squeeze-result.ts";
import { madeUpResult } from "../report/results.ts";
import { SMALL_PLAN, smallPartitions } from "./small-experiment.ts";

const MADE = { coldpress: "0", engine: "wasm", threads: 1, platform: "test", date: "2026-01-01T00:00:00.000Z" };

const joined = (chunks: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(chunks));

const dataOf = () =>
  describeData({
    name: "small",
    synthetic: false,
    sources: [],
    folds: [smallPartitions(0), smallPartitions(1)],
    findings: [],
  });

it("reads a plan whose jobs have rounds", async () => {
  const jobs = await planJobs(SMALL_PLAN, await dataOf(), "wasm");
  const engine = { choice: "fast", kind: "wasm", digest: "" } as const;
  const plan: SharedPlan = { made: MADE, engine, plan: SMALL_PLAN, data: "jobs/data.bin", jobs };
  const older = sharedPlanText(plan).replaceAll('"fold":', '"round":');
  expect(older.match(/"round": 1/g)).toHaveLength(1);
  expect(parseSharedPlan(older, "plan.json", "0").jobs).toEqual(jobs);
});

it("reads tables that were stored with a number of rounds", async () => {
  const data = await dataOf();
  const { tensors, metadata } = decodeSafetensors(joined(encodeExperimentData(data)), "data.bin");
  const experiment = metadata["experiment"].replace('"folds":2', '"rounds":2');
  expect(experiment).toContain('"rounds":2');
  const older = joined(encodeSafetensors({ tensors, metadata: { experiment } }));
  expect(decodeExperimentData(older, "data.bin")).toEqual(data);
});

it("reads a squeeze of version 2, by itself and as the outcome of a job", async () => {
  const squeezed = { ...crossValidated(), version: 2 };
  const older = JSON.parse(JSON.stringify(squeezed).replace('"folds":', '"rounds":'));
  expect(older.procedure.rounds).toHaveLength(1);
  expect(squeezeResult.parse(older)).toEqual(crossValidated());

  const store = memoryStore(new Map());
  const job = { name: "A.pooled", kind: "pooled", fingerprint: "0123456789abcdef" } as Job & { kind: "pooled" };
  await keepOutcome<"pooled">(store, job, { squeezed: { result: older, look: null, chosen: null } });
  expect((await keptOutcome(store, job))?.squeezed?.result).toEqual(crossValidated());
});

/** As JSON has it: without fields that are undefined. */
function crossValidated(): SqueezeResult {
  const bytes = { median: 300, smallest: 300, largest: 300 };
  const fold = { name: "a", family: "linear", basis: "shown", bytes: 300, tested: 9, speakers: 3 } as const;
  const result = madeUpResult({ squeezed: "linear-95-4-bit" }).models[0]?.squeezed as SqueezeResult;
  return JSON.parse(JSON.stringify({ ...result, procedure: { folds: [fold], bytes, families: [] } }));
}

/**
 * The paper's experiment: its plan, its run, its result and its tables, with the paper's own numbers.
 */

export { describeData } from "./describe-data.ts";
export { gather } from "./gather.ts";
export { type Job, planJobs } from "./jobs.ts";
export { EXPERIMENT_DEFAULTS, type ExperimentPlan } from "./plan.ts";
export { reproduce } from "./reproduce.ts";
export { type ExperimentResult, parseResult } from "./result.ts";
export { isDone, runJob } from "./run-job.ts";
export type { PaperTable } from "./table-cells.ts";
export { paperTables } from "./tables.ts";

/**
 * The paper's experiment: its plan, its run, its result and its tables, with the paper's own numbers.
 */

export { describeData } from "./describe-data.ts";
export { EXPERIMENT_DEFAULTS, type ExperimentPlan } from "./plan.ts";
export { reproduce } from "./reproduce.ts";
export { type ExperimentResult, parseResult } from "./result.ts";
export type { PaperTable } from "./table-cells.ts";
export { paperTables } from "./tables.ts";

/**
 * The paper's experiment: its plan, its run, its result and its tables, with the paper's own numbers.
 */

export { describeData, type ExperimentData, type RawData } from "./describe-data.ts";
export type { ExperimentTools } from "./model-run.ts";
export {
  CHALLENGE_UAR,
  PAPER_MODELS,
  type PaperModel,
  type PaperVariant,
  VARIANT_NAMES,
  type VariantName,
} from "./paper.ts";
export { EXPERIMENT_DEFAULTS, type ExperimentPlan, type PlannedModel } from "./plan.ts";
export { reproduce } from "./reproduce.ts";
export {
  type ExperimentResult,
  experimentResult,
  type ModelResult,
  parseResult,
  type VariantResult,
} from "./result.ts";
export { squeezedFile } from "./squeeze-model.ts";
export { chosenOfOriginal, REPRODUCE_SQUEEZE } from "./squeeze-plan.ts";
export type { PaperTable, TableCell, TableRow, TableSection } from "./table-cells.ts";
export { paperTables, variantOf } from "./tables.ts";

/**
 * The paper's experiment: its result, as `coldpress reproduce` writes it. Programs do not run it; the command does.
 */

export { type ExperimentResult, parseResult } from "./result.ts";

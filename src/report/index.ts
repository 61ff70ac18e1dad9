/**
 * The report: a page and the verdict in words, made from results alone.
 */

export { renderReport } from "./report.ts";
export { resultVerdict } from "./verdict.ts";

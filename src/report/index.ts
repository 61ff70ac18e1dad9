/**
 * The report: a page, model cards and the verdict in words, made from results alone.
 */

export { renderModelCard } from "./model-card.ts";
export { renderReport } from "./report.ts";
export { resultVerdict } from "./verdict.ts";

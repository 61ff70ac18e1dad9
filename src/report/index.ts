/**
 * The report: a page, model cards and the verdict in words, made from results alone.
 */

export { renderModelCard, renderSqueezedCard } from "./model-card.ts";
export { renderReport } from "./report.ts";
export { type ModelVerdict, type ResultVerdict, resultVerdict } from "./verdict.ts";

/**
 * Findings as the stage of corpora writes them; what they are is said in core/finding.ts, as tables have some too.
 */

export { counted, type Finding, note, some, warning } from "../core/finding.ts";

/**
 * The figure that says most: size against UAR, of one result or of several.
 */

import type { ExperimentResult } from "../experiment/result.ts";
import { sizeAgainstUar, sizeLegend } from "./charts/size-against-uar.ts";
import { comparisonTable } from "./comparison-table.ts";
import { type Figure, FULL_WIDTH } from "./figure.ts";
import { judgedPartition } from "./judged.ts";

/** The figure; its table has a heading for each of several results. */
export function sizeFigure(results: readonly ExperimentResult[], id: string): Figure {
  const rows = results.flatMap((result) => [
    ...(results.length > 1 ? [{ heading: result.data.name }] : []),
    ...comparisonTable(result).rows,
  ]);
  return {
    title: "Size against UAR.",
    caption: `Up and left is better. Bars are 95 % intervals over speakers on ${judgedPartition(results[0])}.`,
    legend: sizeLegend(results),
    pictures: [(width) => sizeAgainstUar(results, id, width)],
    widths: FULL_WIDTH,
    table: { ...comparisonTable(results[0]), rows },
  };
}

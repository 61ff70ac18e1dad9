/**
 * How well a linear classifier does on training rows that it has not seen: what compares sets of features without devel.
 *
 *   5 folds of speakers, or of recordings where none are known; the answers of all folds, one UAR; of three costs the best
 */

import type { Random } from "../core/random.ts";
import { confusionMatrix } from "../evaluation/confusion.ts";
import { LINEAR_DEFAULTS, predictLinear, trainLinear } from "../evaluation/linear-baseline.ts";
import { uar } from "../evaluation/uar.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { selectRows } from "../table/rows.ts";

const FOLDS = 5;
const COSTS = [1e-4, 1e-3, 1e-2];

/** The UAR. @param table  Labelled rows. */
export function crossValidatedLinearUar(table: FeatureTable, random: Random): number {
  const folds = foldOfRows(table);
  return Math.max(...COSTS.map((cost) => uarOfCost(table, folds, cost, random)));
}

/** Speakers in the order in which they come, one fold after the other. [N] */
function foldOfRows({ ids, speakers }: FeatureTable): Int32Array {
  const units = speakers ?? ids;
  const places = new Map([...new Set(units)].map((unit, place) => [unit, place % FOLDS]));
  return Int32Array.from(units, (unit) => places.get(unit) as number);
}

function uarOfCost(table: FeatureTable, folds: Int32Array, cost: number, random: Random): number {
  const predicted = new Int32Array(folds.length);
  const rows = Array.from(folds, (_, row) => row);
  for (const fold of new Set(folds)) {
    const held = rows.filter((row) => folds[row] === fold);
    const seen = selectRows(
      table,
      rows.filter((row) => folds[row] !== fold),
    );
    if (new Set(seen.labels).size < 2) continue;
    const options = { ...LINEAR_DEFAULTS, costs: [cost] };
    const { model } = trainLinear(seen, null, table.classes.length, random, options);
    predictLinear(model, selectRows(table, held).values).forEach((label, i) => {
      predicted[held[i]] = label;
    });
  }
  return uar(confusionMatrix({ classes: table.classes, labels: table.labels, predicted }));
}

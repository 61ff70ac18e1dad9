/**
 * How well the linear classifier of a device's plan does on training rows that it has not seen: what compares sets of features, and
 * penalties, without devel.
 *
 *   5 folds of speakers, or of recordings where none are known; the answers of all folds, one UAR
 */

import { confusionMatrix } from "../evaluation/confusion.ts";
import { uar } from "../evaluation/uar.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { selectRows } from "../table/rows.ts";
import { PENALTIES, studentPredictions, studentRows, studentsOf } from "./linear-student.ts";

const FOLDS = 5;

export interface CrossValidated {
  readonly uar: number;
  /** The penalty that did best, the strongest of equals. */
  readonly penalty: number;
}

/** The best UAR, and the penalty that has it. @param table  Labelled rows. */
export function crossValidatedStudent(table: FeatureTable): CrossValidated {
  const folds = foldOfRows(table);
  const rows = Array.from(folds, (_, row) => row);
  const predicted = PENALTIES.map(() => new Int32Array(folds.length));
  for (const fold of new Set(folds)) {
    const held = rows.filter((row) => folds[row] === fold);
    const others = rows.filter((row) => folds[row] !== fold);
    const seen = selectRows(table, others);
    if (new Set(seen.labels).size < 2) continue;
    const learned = studentRows(seen);
    const { values } = selectRows(table, held);
    studentsOf(learned, PENALTIES).forEach((student, p) => {
      studentPredictions(student, learned, values).forEach((label, i) => {
        (predicted[p] as Int32Array)[held[i]] = label;
      });
    });
  }
  const { classes, labels } = table;
  const uars = predicted.map((own) => uar(confusionMatrix({ classes, labels, predicted: own })));
  const best = Math.max(...uars);
  return { uar: best, penalty: PENALTIES[uars.indexOf(best)] };
}

/** Speakers in the order in which they come, one fold after the other. [N] */
function foldOfRows({ ids, speakers }: FeatureTable): Int32Array {
  const units = speakers ?? ids;
  const places = new Map([...new Set(units)].map((unit, place) => [unit, place % FOLDS]));
  return Int32Array.from(units, (unit) => places.get(unit) as number);
}

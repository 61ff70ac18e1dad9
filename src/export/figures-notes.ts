/**
 * The figures of a network as notes in its container: in as few bytes as can be read without a key.
 *
 *   "trained": [recordings, speakers]              what it was trained on; speakers are left out where they are not known
 *   "test": [recordings, speakers]                 what it was asked; "devel" where that is what it was chosen by
 *   "uar": [UAR, low, high]                        to three decimals, the 95 % interval rounded outwards; UAR alone without one
 *   "rounds": n                                    where the figures are of one network of each of n folds, not of this one
 *   "warnings": ["feature-leak", …]                checks of the data that speak against believing in the figures
 */

import { z } from "zod";
import { INTERVAL_LEVEL } from "../evaluation/uar-interval.ts";
import type { JsonRecord } from "../formats/json.ts";
import type { NetworkFigures, RecordingCounts } from "./network-figures.ts";

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const counts = z.union([z.tuple([count]), z.tuple([count, count])]);

const figuresNotes = z.object({
  trained: counts.optional(),
  test: counts.optional(),
  devel: counts.optional(),
  uar: z.union([z.tuple([share]), z.tuple([share, share, share])]),
  /** Folds: the format has had this name for them since before they had theirs. */
  rounds: count.optional(),
  warnings: z.array(z.string()).optional(),
});

const DECIMALS = 1000;

/** The notes for some figures. Recalls are not among them: the report has them. */
export function notesOfFigures(figures: NetworkFigures): JsonRecord {
  const { partition, folds, uar, interval, trained, warnings } = figures;
  const bounds = interval
    ? [Math.floor(interval.low * DECIMALS) / DECIMALS, Math.ceil(interval.high * DECIMALS) / DECIMALS]
    : [];
  return {
    ...(trained && { trained: countsOf(trained) }),
    [partition]: countsOf(figures),
    uar: [Math.round(uar * DECIMALS) / DECIMALS, ...bounds],
    ...(folds !== null && { rounds: folds }),
    ...(warnings.length > 0 && { warnings: [...warnings] }),
  };
}

/** The figures in a container's notes; null where it has none, or they are somebody else's. */
export function figuresOfNotes(notes: JsonRecord): NetworkFigures | null {
  const { success, data } = figuresNotes.safeParse(notes);
  const asked = data?.test ?? data?.devel;
  if (!success || !asked) return null;
  const [uar, low, high] = data.uar;
  return {
    partition: data.test ? "test" : "devel",
    folds: data.rounds ?? null,
    ...recordingCounts(asked),
    uar,
    interval: low === undefined || high === undefined ? null : { low, high, level: INTERVAL_LEVEL },
    recalls: null,
    trained: data.trained ? recordingCounts(data.trained) : null,
    warnings: data.warnings ?? [],
  };
}

/** The notes that are no figures. */
export function otherNotes(notes: JsonRecord): JsonRecord {
  if (!figuresOfNotes(notes)) return notes;
  return Object.fromEntries(Object.entries(notes).filter(([key]) => !(key in figuresNotes.shape)));
}

function countsOf({ recordings, speakers }: RecordingCounts): number[] {
  return speakers === null ? [recordings] : [recordings, speakers];
}

function recordingCounts([recordings, speakers]: z.infer<typeof counts>): RecordingCounts {
  return { recordings, speakers: speakers ?? null };
}

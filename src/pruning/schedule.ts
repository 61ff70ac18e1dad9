/**
 * Sparsity over the steps of pruning: the polynomial decay of TensorFlow Model Optimization 0.1.3, in float32 throughout.
 *
 *   p = min(1, max(0, (t − begin) / (end − begin)))        t = begin, begin + frequency, ... up to end
 *   sparsity = (initial − final) · (1 − p)^power + final
 *   survivors = rint(size · (1 − sparsity))                 round half to even
 *
 * "as-paper" ends at the number of steps, which lie 0 .. steps − 1: with updates every 100 steps the last one falls
 * before the end, and the target is never reached (585 steps: last update at 500, sparsity 0.898773).
 * "reaching" ends at the last update that happens, so the target is reached there.
 *
 * Source: M. Zhu, S. Gupta 2017, "To prune, or not to prune", equation 1; the float32 steps follow from the paper's
 * survivor counts, which no other pair of end and last update gives.
 */

export const PRUNING_ENDS = ["as-paper", "reaching"] as const;

export interface PruningOptions {
  readonly initialSparsity: number;
  readonly finalSparsity: number;
  readonly power: number;
  /**
   * Steps between two updates of the masks. "scaled" keeps the paper's share of the run, 100 of 585 steps, so that a
   * small corpus goes through the same sparsities as the paper's; at the paper's size it is 100.
   */
  readonly frequency: number | "scaled";
  readonly end: (typeof PRUNING_ENDS)[number];
}

/** Steps between updates in TensorFlow Model Optimization 0.1.3, and the steps of the paper's pruning phase. */
const PAPER_FREQUENCY = 100;
const PAPER_STEPS = 585;

/** The defaults of TensorFlow Model Optimization 0.1.3 with the paper's target. */
export const PRUNING_DEFAULTS: PruningOptions = {
  initialSparsity: 0.5,
  finalSparsity: 0.9,
  power: 3,
  frequency: "scaled",
  end: "as-paper",
};

export interface MaskUpdate {
  /** Step, from 0, before which the masks change. */
  readonly step: number;
  /** Share of zeros in every kernel from this step on. */
  readonly sparsity: number;
}

/** The updates of the masks in a run of some steps, in order. */
export function maskUpdates(options: PruningOptions, steps: number): MaskUpdate[] {
  const frequency =
    options.frequency === "scaled"
      ? Math.max(1, Math.round((PAPER_FREQUENCY * steps) / PAPER_STEPS))
      : options.frequency;
  const last = Math.floor((steps - 1) / frequency) * frequency;
  const end = options.end === "as-paper" ? steps : last;
  const updates: MaskUpdate[] = [];
  for (let step = 0; step <= last; step += frequency) updates.push({ step, sparsity: sparsityAt(options, step, end) });
  return updates;
}

function sparsityAt({ initialSparsity, finalSparsity, power }: PruningOptions, step: number, end: number): number {
  const f32 = Math.fround;
  const p = end === 0 ? 1 : Math.min(1, f32(step / end));
  const decay = f32(f32(1 - p) ** power);
  const range = f32(f32(initialSparsity) - f32(finalSparsity));
  return f32(f32(range * decay) + f32(finalSparsity));
}

/** Number of weights of a kernel that stay, by the formula above; ties can add some. */
export function survivorCount(size: number, sparsity: number): number {
  const share = Math.fround(1 - Math.fround(sparsity));
  return roundHalfToEven(Math.fround(Math.fround(size) * share));
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

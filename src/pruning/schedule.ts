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
   * Steps between two updates of the masks. "scaled" keeps the paper's five intervals and, in a shorter run, the 85
   * steps after the last of them: a network that has just lost weights needs them to settle, however small the corpus. A
   * small corpus goes through the same sparsities as the paper's; at the paper's size it is 100.
   */
  readonly frequency: number | "scaled";
  readonly end: (typeof PRUNING_ENDS)[number];
}

/** The paper's pruning phase: 585 steps, updates every 100, the last one before step 500. */
const PAPER_STEPS = 585;
const PAPER_LAST_UPDATE = 500;
const PAPER_INTERVAL = 100 / PAPER_STEPS;
const PAPER_SETTLING_STEPS = PAPER_STEPS - PAPER_LAST_UPDATE;

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
  const scaled = options.frequency === "scaled";
  const length = scaled ? scheduleLength(steps) : steps;
  const frequency = scaled ? Math.max(1, Math.round(length * PAPER_INTERVAL)) : options.frequency;
  const last = Math.floor((length - 1) / frequency) * frequency;
  const end = options.end === "as-paper" ? length : last;
  const updates: MaskUpdate[] = [];
  for (let step = 0; step <= last; step += frequency) updates.push({ step, sparsity: sparsityAt(options, step, end) });
  return updates;
}

/**
 * Steps that the schedule takes of a run, so that as many are left after its last update as the paper's run has; at most
 * half of a short run is left so. At 585 steps it is the whole run.
 */
function scheduleLength(steps: number): number {
  const lastUpdate = Math.max(steps - PAPER_SETTLING_STEPS, steps / 2);
  const wanted = Math.round((lastUpdate * PAPER_STEPS) / PAPER_LAST_UPDATE);
  return Math.max(1, Math.min(steps, wanted));
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

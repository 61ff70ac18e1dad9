/**
 * Smooth path of the fundamental frequency through the candidates of all frames, decided online (Viterbi).
 *
 * States 0 .. 5 are a frame's candidates, state 6 is "unvoiced". The path has the least sum of local and transition costs:
 *
 *   local    candidate  2 (−ln v + 4·[v < 0.7]) + range(F0), v = voicing in 0.01 .. 1;   unvoiced  8 if any v >= 0.7, else 0
 *   voiced → voiced     10 |r| + 10 |r − ρ|,  r = ln(F0 / F0 before),  999 if either is 0
 *   voiced ↔ unvoiced   10;    unvoiced → unvoiced  1
 *
 * ρ is the r of the voiced pair evaluated before, in the order frame, state, state before; a voiced-unvoiced pair sets it
 * to 0. It starts at 1. A frame is decided once all seven paths agree on it, or when more than 30 frames are open.
 * How many frames are decided before the end of the recording matters: some functionals see only those.
 *
 * Source  specification, section 10.
 */

import { CANDIDATE_COUNT, type PitchCandidates } from "./pitch-shs.ts";

const f32 = Math.fround;

const STATE_COUNT = CANDIDATE_COUNT + 1;
const UNVOICED = CANDIDATE_COUNT;

const VOICING_THRESHOLD = f32(0.7);
const LOCAL_WEIGHT = 2;
const THRESHOLD_COST = 4;
const LEAST_VOICING = 0.01;
const JUMP_WEIGHT = 10;
const CURVE_WEIGHT = 10;
const NO_PITCH_COST = 999;
const VOICING_CHANGE_COST = 10;
const STAY_UNVOICED_COST = 1;

/** Most frames that may be undecided. */
const BUFFER_FRAMES = 30;
/** Frames of candidates and paths that are kept: a power of two above the buffer. */
const RING = 32;

/** Decides the path while frames arrive. */
export class PitchTracker {
  /** Frames decided so far; `f0Hz` and `voicing` are final up to there. */
  decided = 0;
  readonly #f0Hz: Float32Array;
  readonly #voicing: Float32Array;
  #frame = 0;
  #rho = 1;
  #costs = new Float64Array(STATE_COUNT);
  #newCosts = new Float64Array(STATE_COUNT);
  readonly #ringF0 = new Float32Array(RING * CANDIDATE_COUNT);
  readonly #ringVoicing = new Float32Array(RING * CANDIDATE_COUNT);
  /** State before each state of a frame. [ring × states] */
  readonly #from = new Uint8Array(RING * STATE_COUNT);
  readonly #path = new Uint8Array(STATE_COUNT);

  /** @param f0Hz, voicing  Where the decisions go. [frames] */
  constructor(f0Hz: Float32Array, voicing: Float32Array) {
    this.#f0Hz = f0Hz;
    this.#voicing = voicing;
  }

  /** Takes the next frame's candidates and decides what can be decided. */
  push({ f0Hz, voicing }: PitchCandidates): void {
    const slot = this.#frame % RING;
    this.#ringF0.set(f0Hz, slot * CANDIDATE_COUNT);
    this.#ringVoicing.set(voicing, slot * CANDIDATE_COUNT);
    if (this.#frame === 0) for (let i = 0; i < STATE_COUNT; i++) this.#costs[i] = localCost(i, f0Hz, voicing);
    else this.#advance(f0Hz, voicing, slot);
    this.#frame++;
    this.#decide();
  }

  /** Decides the rest along the cheapest path. */
  finish(): void {
    if (this.#frame === 0) return;
    this.#decideAlong(this.#cheapest(), this.#frame);
  }

  #advance(f0Hz: Float32Array, voicing: Float32Array, slot: number): void {
    const before = ((slot + RING - 1) % RING) * CANDIDATE_COUNT;
    const costs = this.#costs;
    const newCosts = this.#newCosts;
    for (let i = 0; i < STATE_COUNT; i++) {
      let best = Infinity;
      let from = 0;
      for (let j = 0; j < STATE_COUNT; j++) {
        const cost =
          this.#transition(j, i, j < UNVOICED ? this.#ringF0[before + j] : 0, i < UNVOICED ? f0Hz[i] : 0) + costs[j];
        if (cost < best) {
          best = cost;
          from = j;
        }
      }
      newCosts[i] = best + localCost(i, f0Hz, voicing);
      this.#from[slot * STATE_COUNT + i] = from;
    }
    this.#costs = newCosts;
    this.#newCosts = costs;
  }

  #transition(from: number, to: number, f0Before: number, f0: number): number {
    if (from === UNVOICED && to === UNVOICED) return STAY_UNVOICED_COST;
    if (from === UNVOICED || to === UNVOICED) {
      this.#rho = 0;
      return VOICING_CHANGE_COST;
    }
    if (f0 === 0 || f0Before === 0) return NO_PITCH_COST;
    const r = Math.log(f32(f0 / f0Before));
    const cost = JUMP_WEIGHT * Math.abs(r) + CURVE_WEIGHT * Math.abs(r - this.#rho);
    this.#rho = r;
    return cost;
  }

  #decide(): void {
    const open = this.#frame - this.decided;
    if (open > BUFFER_FRAMES) this.#decideAlong(this.#cheapest(), this.decided + 1);
    else this.#decideAgreed();
  }

  /** Walks all paths back until they meet; everything up to there is agreed. */
  #decideAgreed(): void {
    const path = this.#path;
    for (let i = 0; i < STATE_COUNT; i++) path[i] = i;
    for (let frame = this.#frame - 1; frame > this.decided; frame--) {
      const row = (frame % RING) * STATE_COUNT;
      let agreed = true;
      for (let i = 0; i < STATE_COUNT; i++) {
        path[i] = this.#from[row + path[i]];
        if (path[i] !== path[0]) agreed = false;
      }
      if (!agreed) continue;
      this.#decideBack(path[0], frame - 1, frame);
      return;
    }
  }

  /** Decides the open frames before `end` along the path that ends in a state of the newest frame. */
  #decideAlong(state: number, end: number): void {
    this.#decideBack(state, this.#frame - 1, end);
  }

  /** Writes the open frames before `end` on the way back from a state of a frame. */
  #decideBack(state: number, frame: number, end: number): void {
    for (; frame >= this.decided; frame--) {
      if (frame < end) this.#write(frame, state);
      state = this.#from[(frame % RING) * STATE_COUNT + state];
    }
    this.decided = end;
  }

  #write(frame: number, state: number): void {
    const row = (frame % RING) * CANDIDATE_COUNT;
    this.#f0Hz[frame] = state === UNVOICED ? 0 : this.#ringF0[row + state];
    this.#voicing[frame] = this.#ringVoicing[row + (state === UNVOICED ? 0 : state)];
  }

  #cheapest(): number {
    let best = 0;
    for (let i = 1; i < STATE_COUNT; i++) if (this.#costs[i] < this.#costs[best]) best = i;
    return best;
  }
}

function localCost(state: number, f0Hz: Float32Array, voicing: Float32Array): number {
  if (state === UNVOICED)
    return voicing.some((value) => value >= VOICING_THRESHOLD) ? LOCAL_WEIGHT * THRESHOLD_COST : 0;
  const clamped = Math.min(Math.max(voicing[state], LEAST_VOICING), 1);
  const threshold = clamped < VOICING_THRESHOLD ? THRESHOLD_COST : 0;
  return LOCAL_WEIGHT * (threshold - Math.log(clamped)) + rangeCost(f0Hz[state]);
}

/** Prefers 100 to 350 Hz. */
function rangeCost(f0Hz: number): number {
  if (f0Hz <= 0) return 2;
  if (f0Hz < 100) return 1 - f0Hz / 100;
  if (f0Hz < 350) return 0;
  if (f0Hz < 600) return (f0Hz - 350) / 250;
  return 1.2;
}

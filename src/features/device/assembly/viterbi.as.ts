/**
 * Smooth path of the pitch through the candidates of all frames, decided online (Viterbi).
 *
 * States, costs and rules as in ../../compare2016/viterbi.ts: states 0 .. 5 are a frame's candidates, state 6 is "unvoiced";
 * a frame is decided once all seven paths agree on it, or when more than 30 frames are open. Costs are counted from the
 * cheapest of their frame, so that they keep their digits in a stream of any length. The ratio of two pitches is taken from
 * their octaves.
 *
 * A frame's rings are found by its number modulo 32:
 *   pitch  F0 and voicing of the candidates, as they will be told: 0 in quiet frames. [32 × 12]
 *   from   State before each state. [32 × 7]      chosen  State of the decided frames. [32]
 */

import { LN2, lnOf } from "./elementary.as";
import { at, byteAt, Bytes, bytesFrom, ConstBytes, ConstFloats, Floats, floatsFrom, intAt, Ints, put, putByte, putInt } from "./memory.as";
import { CANDIDATES, F0, OCTAVE, VOICING } from "./pitch.as";

const STATES: i32 = 7;
const UNVOICED: i32 = 6;
const RING: i32 = 32;
/** Most frames that may be undecided. */
const OPEN_FRAMES: i32 = 30;

/** Places in `costs`: of the last frame's states, of the new frame's, octaves of the last frame's candidates, ρ. [21] */
const NEW_COSTS: i32 = 7;
const OCTAVES: i32 = 14;
const RHO: i32 = 20;
/** Places in `counts`: frames taken, frames decided. [2] */
const TAKEN: i32 = 0;
const DECIDED: i32 = 1;

const VOICING_THRESHOLD: f32 = 0.7;
const LOCAL_WEIGHT: f32 = 2;
const THRESHOLD_COST: f32 = 4;
const LEAST_VOICING: f32 = 0.01;
const JUMP_WEIGHT: f32 = 10;
const NO_PITCH_COST: f32 = 999;
const VOICING_CHANGE_COST: f32 = 10;
const STAY_UNVOICED_COST: f32 = 1;
const MOST_COST: f32 = 3.4e38;

/** Begins a recording. @param costs  [21] @param counts  [2] */
export function startPath(costs: Floats, counts: Ints): void {
  put(costs, RHO, 1);
  putInt(counts, TAKEN, 0);
  putInt(counts, DECIDED, 0);
}

/** Prefers 100 to 350 Hz. */
function rangeCost(f0: f32): f32 {
  if (f0 <= 0) return 2;
  if (f0 < 100) return <f32>1.0 - f0 / <f32>100.0;
  if (f0 < 350) return 0;
  if (f0 < 600) return (f0 - <f32>350.0) / <f32>250.0;
  return 1.2;
}

function candidateCost(f0: f32, voicing: f32): f32 {
  let clamped = voicing;
  if (clamped < LEAST_VOICING) clamped = LEAST_VOICING;
  if (clamped > 1) clamped = 1;
  const threshold: f32 = clamped < VOICING_THRESHOLD ? THRESHOLD_COST : 0;
  return LOCAL_WEIGHT * (threshold - lnOf(clamped)) + rangeCost(f0);
}

function unvoicedCost(candidates: ConstFloats): f32 {
  for (let i = 0; i < CANDIDATES; i++) {
    if (at(candidates, VOICING + i) >= VOICING_THRESHOLD) return LOCAL_WEIGHT * THRESHOLD_COST;
  }
  return 0;
}

function localCost(candidates: ConstFloats, state: i32): f32 {
  if (state == UNVOICED) return unvoicedCost(candidates);
  return candidateCost(at(candidates, F0 + state), at(candidates, VOICING + state));
}

/** Cost of the way from a state of the last frame to a candidate or to silence of the new one. */
function transitionCost(costs: Floats, candidates: ConstFloats, from: i32, to: i32): f32 {
  if (from == UNVOICED && to == UNVOICED) return STAY_UNVOICED_COST;
  if (from == UNVOICED || to == UNVOICED) {
    put(costs, RHO, 0);
    return VOICING_CHANGE_COST;
  }
  const before = at(costs, OCTAVES + from);
  const here = at(candidates, OCTAVE + to);
  // Octaves of candidates are above log2 52; 0 marks an empty place.
  if (before == 0 || here == 0) return NO_PITCH_COST;
  const r = (here - before) * LN2;
  const cost = JUMP_WEIGHT * abs<f32>(r) + JUMP_WEIGHT * abs<f32>(r - at(costs, RHO));
  put(costs, RHO, r);
  return cost;
}

/** The cheapest ways to the states of the new frame. */
function advance(costs: Floats, candidates: ConstFloats, from: Bytes): void {
  for (let to = 0; to < STATES; to++) {
    let least: f32 = MOST_COST;
    let best = 0;
    for (let state = 0; state < STATES; state++) {
      const cost = transitionCost(costs, candidates, state, to) + at(costs, state);
      if (cost < least) {
        least = cost;
        best = state;
      }
    }
    put(costs, NEW_COSTS + to, least + localCost(candidates, to));
    putByte(from, to, best);
  }
}

function cheapest(costs: ConstFloats): i32 {
  let best = 0;
  for (let i = 1; i < STATES; i++) if (at(costs, i) < at(costs, best)) best = i;
  return best;
}

/** Chooses the open frames before `end` on the way back from a state of a frame. */
function chooseBack(counts: Ints, from: ConstBytes, chosen: Bytes, state: i32, frame: i32, end: i32): void {
  let s = state;
  for (let f = frame; f >= intAt(counts, DECIDED); f--) {
    if (f < end) putByte(chosen, f & (RING - 1), s);
    s = byteAt(from, (f & (RING - 1)) * STATES + s);
  }
  putInt(counts, DECIDED, end);
}

/** Walks all paths back until they meet; everything up to there is agreed. @param paths  Scratch. [7] */
function chooseAgreed(counts: Ints, from: ConstBytes, chosen: Bytes, paths: Bytes): void {
  for (let i = 0; i < STATES; i++) putByte(paths, i, i);
  for (let frame = intAt(counts, TAKEN) - 1; frame > intAt(counts, DECIDED); frame--) {
    const row = (frame & (RING - 1)) * STATES;
    let agreed = true;
    for (let i = 0; i < STATES; i++) {
      putByte(paths, i, byteAt(from, row + byteAt(paths, i)));
      if (byteAt(paths, i) != byteAt(paths, 0)) agreed = false;
    }
    if (!agreed) continue;
    chooseBack(counts, from, chosen, byteAt(paths, 0), frame - 1, frame);
    return;
  }
}

/** Keeps what the frame may be told as: F0 and voicing of its candidates, 0 in a quiet frame. */
function keepCandidates(row: Floats, candidates: ConstFloats, loud: bool): void {
  for (let i = 0; i < CANDIDATES; i++) {
    put(row, i, loud ? at(candidates, F0 + i) : 0);
    put(row, CANDIDATES + i, loud ? at(candidates, VOICING + i) : 0);
  }
}

/**
 * Takes the next frame's candidates and decides what can be decided.
 *
 * @param candidates  [24] of pitch.as.ts  @param loud  Whether the frame is loud enough to have a pitch.
 * @returns how many frames are decided
 */
export function takeCandidates(
  costs: Floats,
  counts: Ints,
  pitch: Floats,
  from: Bytes,
  chosen: Bytes,
  paths: Bytes,
  candidates: ConstFloats,
  loud: bool,
): i32 {
  const frame = intAt(counts, TAKEN);
  const slot = frame & (RING - 1);
  keepCandidates(floatsFrom(pitch, slot * 2 * CANDIDATES), candidates, loud);
  if (frame == 0) {
    for (let i = 0; i < STATES; i++) put(costs, NEW_COSTS + i, localCost(candidates, i));
    for (let i = 0; i < STATES; i++) putByte(from, i, 0);
  } else {
    advance(costs, candidates, bytesFrom(from, slot * STATES));
  }
  const least = at(costs, NEW_COSTS + cheapest(floatsFrom(costs, NEW_COSTS)));
  for (let i = 0; i < STATES; i++) put(costs, i, at(costs, NEW_COSTS + i) - least);
  for (let i = 0; i < CANDIDATES; i++) put(costs, OCTAVES + i, at(candidates, OCTAVE + i));
  putInt(counts, TAKEN, frame + 1);
  if (frame + 1 - intAt(counts, DECIDED) > OPEN_FRAMES) {
    chooseBack(counts, from, chosen, cheapest(costs), frame, intAt(counts, DECIDED) + 1);
  } else {
    chooseAgreed(counts, from, chosen, paths);
  }
  return intAt(counts, DECIDED);
}

/** Decides the open frames along the cheapest path, as if the recording ended. */
export function decideRest(costs: ConstFloats, counts: Ints, from: ConstBytes, chosen: Bytes): void {
  const taken = intAt(counts, TAKEN);
  if (taken > 0) chooseBack(counts, from, chosen, cheapest(costs), taken - 1, taken);
}

/** F0 of a decided frame in Hz, 0 if unvoiced. */
export function f0Of(pitch: ConstFloats, chosen: ConstBytes, frame: i32): f32 {
  const slot = frame & (RING - 1);
  const state = byteAt(chosen, slot);
  return state == UNVOICED ? 0 : at(pitch, slot * 2 * CANDIDATES + state);
}

/** Voicing of a decided frame; of its best candidate if it is unvoiced. */
export function voicingOf(pitch: ConstFloats, chosen: ConstBytes, frame: i32): f32 {
  const slot = frame & (RING - 1);
  const state = byteAt(chosen, slot);
  return at(pitch, slot * 2 * CANDIDATES + CANDIDATES + (state == UNVOICED ? 0 : state));
}

/**
 * What runs along contours in C: sums for all parts of a contour, as these add the same values and differ by the last few only.
 *
 * Where the parts see different numbers of frames, sums run along for the fewest; a verdict adds the rest for each part, on copies.
 * Of the voice each part has sums of its own, as some leave values out.
 */

import { groupedBy } from "../../core/grouped-by.ts";
import { TURN_FRAMES } from "../../device/stage-prices.ts";
import { VOICE_COUNT } from "../../features/compare2016/descriptors.ts";
import { FUNCTIONAL_GROUPS } from "../../features/compare2016/feature-set.ts";
import { ACCUMULATORS, type AccumulatorName, SHARED_SUMS } from "../../features/device/functional-set.ts";
import type { SoundPart } from "./sound-part.ts";

/** Sums that some parts of a contour have in common. */
export interface RunningSums {
  readonly descriptor: number;
  readonly slope: boolean;
  /** Of its parts the group that sees the fewest frames. */
  readonly group: number;
  /** In the order of the plan's. */
  readonly accumulators: readonly AccumulatorName[];
  /** When frames are added, in turns of TURN_FRAMES: descriptors one after the other, each with its slopes. */
  readonly turn: number;
  /** Numbers of its parts. */
  readonly parts: readonly number[];
}

/** Groups by the frames that they see, the fewest first: two less than there are of 60 ms, all of them, two more. */
const BY_FRAMES = ["slow", "deltas", "contours", "fast"].map((name) =>
  FUNCTIONAL_GROUPS.findIndex((group) => group.name === name),
);

/**
 * Those of the voice first, in the order of the parts.
 *
 * @param accumulators  Of all parts, in the order of the plan.
 */
export function runningSums(parts: readonly SoundPart[], accumulators: readonly AccumulatorName[]): RunningSums[] {
  const running = [...parts.keys()].filter((p) => !parts[p].kept);
  const shared = groupedBy(running, (p) => keyOf(parts[p]));
  const plain = [...new Set(parts.flatMap(({ kept, descriptor: d }) => (kept || d < VOICE_COUNT ? [] : [d])))];
  return [...shared.values()].map((numbers) => {
    const of = numbers.map((p) => parts[p]);
    const { descriptor, slope } = of[0];
    const groups = of.map(({ group }) => group).sort((a, b) => BY_FRAMES.indexOf(a) - BY_FRAMES.indexOf(b));
    return {
      descriptor,
      slope,
      group: groups[0],
      accumulators: accumulators.filter((name) => of.some((part) => part.accumulators.includes(name))),
      turn: descriptor < VOICE_COUNT ? 0 : plain.indexOf(descriptor) % TURN_FRAMES,
      parts: numbers,
    };
  });
}

function keyOf({ descriptor, slope, group }: SoundPart): string {
  return `${descriptor} ${slope} ${descriptor < VOICE_COUNT ? group : ""}`;
}

/** Words that accumulators take together. */
export interface StateWords {
  readonly floats: number;
  readonly ints: number;
}

/** Words that accumulators of one contour take: some have numbers in common. */
export function statesOf(accumulators: readonly AccumulatorName[]): StateWords {
  const sum = (of: (name: AccumulatorName) => number) => accumulators.reduce((words, name) => words + of(name), 0);
  const own = (name: AccumulatorName) => ACCUMULATORS[name].floats.slice(isShared(name, accumulators) ? 1 : 0);
  return {
    floats: sum((name) => own(name).reduce((words, length) => words + length, 0)),
    ints: sum((name) => ACCUMULATORS[name].ints),
  };
}

/** Whether another accumulator of the contour has the first array of this one. */
export function isShared(name: AccumulatorName, accumulators: readonly AccumulatorName[]): boolean {
  const shared = SHARED_SUMS[name];
  return shared !== undefined && accumulators.includes(shared.of);
}

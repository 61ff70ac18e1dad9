/**
 * Accumulators in C: pointers to their states, what finds these one behind the other, and what adds a contour to them.
 *
 * Where two accumulators of a contour have numbers in common (SHARED_SUMS) only one keeps them. The other one, which comes first, adds
 * on a copy; its numbers are then the same again when both have added.
 */

import { ACCUMULATORS, type AccumulatorName, SHARED_SUMS } from "../../features/device/functional-set.ts";
import type { SoundPlan } from "./sound-plan.ts";

/** A name as C writes it. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Names of its arrays, in the order of the kernels' arguments. */
function arraysOf(name: AccumulatorName): string[] {
  const own = snake(name);
  return [`${own}_low`, own].slice(2 - ACCUMULATORS[name].floats.length);
}

/** Pointers to the states of accumulators as fields of a struct. */
export function accumulatorFields({ accumulators }: SoundPlan): string[] {
  const fields = accumulators.flatMap((name) => [
    ...arraysOf(name).map((array) => `float *${array};`),
    ...(ACCUMULATORS[name].ints > 0 ? [`int32_t *${snake(name)}_counts;`] : []),
  ]);
  return fields.length === 0 ? ["float *none;"] : fields;
}

type Accumulators = readonly AccumulatorName[];

/** Whether an accumulator is among those that are wanted, in C. */
function isWanted(name: AccumulatorName, accumulators: Accumulators, is = "!="): string {
  return `(wanted & ${1 << accumulators.indexOf(name)}u) ${is} 0u`;
}

/** The one that has the first array of an accumulator, too, if it may run along. */
function otherOf(name: AccumulatorName, accumulators: Accumulators) {
  const shared = SHARED_SUMS[name];
  return shared && accumulators.includes(shared.of) ? shared : undefined;
}

/** What finds the states of the wanted accumulators one behind the other. */
export function locateLines({ accumulators }: SoundPlan): string[] {
  const lines = [
    ...accumulators.flatMap((name) => [
      `if (${isWanted(name, accumulators)}) {`,
      ...placeLines(name, accumulators).map((line) => `  ${line}`),
      "}",
    ]),
    ...accumulators.flatMap((name) => {
      const other = otherOf(name, accumulators);
      if (!other || other.at === null) return [];
      const line = `along.${arraysOf(name)[0]} = along.${snake(other.of)} + ${other.at};`;
      return [`if (${isWanted(other.of, accumulators)}) {`, `  ${line}`, "}"];
    }),
  ];
  const text = lines.join(" ");
  const unused = ["sums", "counts", "wanted"].filter((name) => !text.includes(name));
  return [...lines, ...unused.map((name) => `(void)${name};`)];
}

/** Where the arrays of an accumulator lie, and where the next one's do. */
function placeLines(name: AccumulatorName, accumulators: Accumulators): string[] {
  const { floats, ints } = ACCUMULATORS[name];
  const later = accumulators.slice(accumulators.indexOf(name) + 1);
  const moreFloats = later.some((next) => ACCUMULATORS[next].floats.length > 0);
  const moreInts = later.some((next) => ACCUMULATORS[next].ints > 0);
  const other = otherOf(name, accumulators);
  const arrays = arraysOf(name).flatMap((array, i) => {
    const isLast = i === floats.length - 1;
    const lines = [`along.${array} = sums;`, ...(moreFloats || !isLast ? [`sums += ${floats[i]};`] : [])];
    if (i > 0 || !other) return lines;
    return [`if (${isWanted(other.of, accumulators, "==")}) {`, ...lines.map((line) => `  ${line}`), "}"];
  });
  return [
    ...arrays,
    ...(ints > 0 ? [`along.${snake(name)}_counts = counts;`] : []),
    ...(ints > 0 && moreInts ? [`counts += ${ints};`] : []),
  ];
}

/** What adds a contour to the accumulators that are wanted. */
export function accumulateLines({ accumulators }: SoundPlan): string[] {
  if (accumulators.length === 0) return ["along", "wanted", "begin", "x", "count"].map((name) => `(void)${name};`);
  return accumulators.flatMap((name) => [
    `if (${isWanted(name, accumulators)}) {`,
    ...addLines(name, accumulators).map((line) => `  ${line}`),
    "}",
  ]);
}

function addLines(name: AccumulatorName, accumulators: Accumulators): string[] {
  const other = otherOf(name, accumulators);
  const [first = "", ...rest] = statesOfAlong(name);
  const call = (state: string) => `§${snake(name)}_add(${[state, ...rest].join(", ")}, begin, x, count);`;
  if (!other) return [call(first)];
  const both = isWanted(other.of, accumulators);
  const copy =
    other.at === null
      ? [`if (${both}) {`, `  §last_fall_into(common, along->${snake(other.of)});`, "}"]
      : [`memcpy(common, ${first}, sizeof common);`];
  return [`float common[${ACCUMULATORS[name].floats[0]}];`, ...copy, call(`${both} ? common : ${first}`)];
}

/** Its states as arguments. */
export function statesOfAlong(name: AccumulatorName): string[] {
  const counts = ACCUMULATORS[name].ints > 0 ? [`along->${snake(name)}_counts`] : [];
  return [...arraysOf(name).map((array) => `along->${array}`), ...counts];
}

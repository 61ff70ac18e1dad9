/**
 * Sparsity over the steps of pruning: it changes at each mask update and stays until the next.
 */

import { sparsityText } from "../../core/number-text.ts";
import type { ModelResult } from "../../experiment/result.ts";
import { modelTitle } from "../judged.ts";
import { element } from "../markup.ts";
import { annotation, bottomAxis, type Frame, group, leftAxis, linePath, picture } from "./picture.ts";
import { linearScale } from "./scale.ts";

/** @param target  Final sparsity that was asked for. */
export function sparsitySchedule(model: ModelResult, target: number, id: string, width: number): string {
  const { pruningUpdates: updates, pruningSteps: steps } = model;
  const frame: Frame = { width, height: 230, left: 44, right: width - 12, top: 34, bottom: 188 };
  const x = linearScale([0, steps], [frame.left, frame.right], width < 380 ? 4 : 6);
  const y = linearScale([0, 1], [frame.bottom, frame.top], 5);
  const last = updates.at(-1);
  const corners = updates.flatMap(({ step, sparsity }, i): [number, number][] => {
    const until = updates[i + 1]?.step ?? steps;
    return [
      [x.at(step), y.at(sparsity)],
      [x.at(until), y.at(sparsity)],
    ];
  });
  return picture(
    {
      ...frame,
      id,
      title: `Sparsity of ${modelTitle(model)} during pruning`,
      description: `${updates.length} mask updates in ${steps} steps${rangeText(updates)}; the target is ${target}.`,
    },
    leftAxis(y, frame, "share of zeros"),
    bottomAxis(x, frame, "step"),
    group("reference", element("line", { x1: frame.left, x2: frame.right, y1: y.at(target), y2: y.at(target) })),
    annotation(frame.left + 4, y.at(target) - 5, `target ${target}`, "start"),
    group(
      "v-pruned",
      element("path", { class: "curve", d: linePath(corners) }),
      ...updates.map(({ step, sparsity }) =>
        element("circle", { class: "solid", cx: x.at(step), cy: y.at(sparsity), r: 3 }),
      ),
    ),
    last
      ? annotation(frame.right, y.at(last.sparsity) + 16, `reached ${sparsityText(last.sparsity)}`, "end", "strong")
      : "",
  );
}

function rangeText(updates: ModelResult["pruningUpdates"]): string {
  const [first, last] = [updates[0], updates.at(-1)];
  return first && last ? `, from ${sparsityText(first.sparsity)} to ${sparsityText(last.sparsity)}` : "";
}

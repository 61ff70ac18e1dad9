/**
 * Loss and development UAR over the epochs of training and, shaded, of pruning.
 */

import { shareText } from "../../core/number-text.ts";
import type { ModelResult } from "../../experiment/result.ts";
import { modelTitle } from "../judged.ts";
import { element } from "../markup.ts";
import { annotation, bottomAxis, type Frame, group, leftAxis, linePath, picture } from "./picture.ts";
import { linearScale, type Scale } from "./scale.ts";

const MEASURES = {
  loss: { axis: "cross-entropy on train, nats", title: "Loss" },
  develUar: { axis: "UAR on devel", title: "Development UAR" },
} as const;

export type TrainingMeasure = keyof typeof MEASURES;

/** One measure over the epochs, as SVG. */
export function trainingCurve(model: ModelResult, measure: TrainingMeasure, id: string, width: number): string {
  const { history, pruningHistory } = model;
  const trained = history.map((epoch) => [epoch.epoch, epoch[measure]] as const);
  const pruned = pruningHistory.map((epoch) => [history.length + epoch.epoch, epoch[measure]] as const);
  const values = [...trained, ...pruned].map(([, value]) => value);
  const frame: Frame = { width, height: 230, left: 44, right: width - 12, top: 34, bottom: 188 };
  const low = measure === "loss" ? 0 : Math.min(...values);
  const x = linearScale([0, history.length + pruningHistory.length], [frame.left, frame.right], width < 380 ? 5 : 8);
  const y = linearScale([low, Math.max(...values)], [frame.bottom, frame.top], 4);
  const curve = (kind: string, points: readonly (readonly [number, number])[]) => series(kind, points, x, y);
  const { axis, title } = MEASURES[measure];
  return picture(
    { ...frame, id, title: `${title} of ${modelTitle(model)}`, description: description(trained, pruned, title) },
    pruningGround(history.length, pruningHistory.length, x, frame),
    leftAxis(y, frame, axis),
    bottomAxis(x, frame, "epoch"),
    curve("v-original", trained),
    // The curve goes on from the trained network, so it begins at its last point.
    curve("v-pruned", [...trained.slice(-1), ...pruned]),
  );
}

function series(kind: string, points: readonly (readonly [number, number])[], x: Scale, y: Scale): string {
  const last = points.at(-1);
  if (!last) return "";
  const places = points.map(([epoch, value]) => [x.at(epoch), y.at(value)] as const);
  return group(
    kind,
    element("path", { class: "curve", d: linePath(places) }),
    element("circle", { class: "solid", cx: x.at(last[0]), cy: y.at(last[1]), r: 3 }),
  );
}

function pruningGround(trained: number, pruned: number, x: Scale, { top, bottom, right }: Frame): string {
  if (pruned === 0) return "";
  const left = x.at(trained);
  return group(
    "",
    element("rect", { class: "band", x: left, y: top, width: x.at(trained + pruned) - left, height: bottom - top }),
    annotation(right, top - 14, "pruning", "end", "name"),
  );
}

function description(
  trained: readonly (readonly [number, number])[],
  pruned: readonly (readonly [number, number])[],
  title: string,
): string {
  const values = (points: readonly (readonly [number, number])[]) => {
    const [first, last] = [points[0], points.at(-1)].map((point) => shareText(point?.[1] ?? Number.NaN));
    return `${first} to ${last} over ${points.length} epochs`;
  };
  const first = trained.length > 0 ? [`training ${values(trained)}`] : [];
  const second = pruned.length > 0 ? [`pruning ${values(pruned)}`] : [];
  return `${title}: ${[...first, ...second].join("; ")}.`;
}

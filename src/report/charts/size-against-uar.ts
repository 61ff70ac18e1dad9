/**
 * Size against UAR: each network a point with its interval, on a logarithmic axis of zip sizes.
 *
 * A model's networks are joined by the two ways of compressing it: original, pruned, both; and original, quantised, both.
 * Beside them stand the squeezed networks, the linear baseline, chance, and (hollow, without interval) the paper's own points
 * for its models.
 */

import { bytesText, shareText } from "../../core/number-text.ts";
import { PAPER_MODELS } from "../../experiment/paper.ts";
import type { ExperimentResult } from "../../experiment/result.ts";
import { chanceUar, judged, judgedPartition, modelTitle, VARIANT_TITLES } from "../judged.ts";
import { element } from "../markup.ts";
import { squeezedChoice } from "../squeezed-choice.ts";
import {
  annotation,
  bottomAxis,
  type Frame,
  group,
  leftAxis,
  legend,
  linePath,
  picture,
  type Series,
  shortened,
  symbol,
} from "./picture.ts";
import { byteScale, linearScale, type Scale } from "./scale.ts";

const MEBIBYTE = 2 ** 20;

interface Point {
  readonly series: Series;
  readonly model: string;
  readonly bytes: number;
  readonly uar: number;
  /** Null for the paper's points, which come without. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

/** The picture. @param results  One, or several to compare. */
export function sizeAgainstUar(results: readonly ExperimentResult[], id: string, width: number): string {
  const paths = results.flatMap((result) => modelPaths(result, results.length > 1));
  const squeezed = results.flatMap((result) => squeezedPoints(result, results.length > 1));
  const linear = results.map((result) => linearPoint(result, results.length > 1));
  const paper = results.flatMap(paperPoints);
  const points = [...paths.flat(), ...squeezed, ...linear, ...paper];
  const chances = [...new Set(results.map(({ linear }) => chanceUar(judged(linear))))];
  const chance = chances.length === 1 ? chances[0] : null;
  const frame: Frame = { width, height: 380, left: 44, right: width - 18, top: 34, bottom: 336 };
  const scales: Scales = {
    x: byteScale(byteDomain(points), [frame.left, frame.right]),
    y: linearScale(uarDomain(points, chance ?? 1), [frame.bottom, frame.top]),
  };
  return picture(
    { ...frame, id, title: "Size against UAR", description: description([...paths.flat(), ...squeezed], linear) },
    leftAxis(scales.y, frame, `UAR on ${judgedPartition(results[0])}`),
    bottomAxis(
      scales.x,
      frame,
      squeezed.length > 0 ? "size of the zipped model, or of the squeezed file" : "size of the zipped model",
    ),
    chance === null ? "" : chanceLine(chance, scales, frame),
    ...linear.map((point) => linearLine(point, scales, frame)),
    ...paper.map((point) => pointMark(point, scales)),
    ...paths.map((path) => pathMark(path, scales)),
    ...[...paths.flat(), ...squeezed, ...linear].map((point) => pointMark(point, scales)),
    modelLabels([...paths, ...squeezed.map((point) => [point])], scales, frame, results.length > 1),
  );
}

/** Which symbol means what. */
export function sizeLegend(results: readonly ExperimentResult[]): string {
  const variants = results[0]?.models[0]?.variants ?? [];
  const paper = results.flatMap(paperPoints).length > 0;
  return legend([
    ...variants.map(({ name }) => ({ series: name, words: VARIANT_TITLES[name] })),
    ...(results.some(({ models }) => models.some(squeezedChoice))
      ? [{ series: "squeezed" as const, words: "Squeezed" }]
      : []),
    { series: "linear", words: "Linear baseline" },
    ...(paper ? [{ series: "original" as const, words: "hollow: the paper, on its own data", hollow: true }] : []),
  ]);
}

function modelPaths(result: ExperimentResult, several: boolean): Point[][] {
  return result.models.map((model) =>
    model.variants.map((variant) => {
      const { uar } = judged(variant);
      const title = several ? `${shortened(result.data.name, 20)} ${model.name}` : modelTitle(model);
      return { series: variant.name, model: title, bytes: variant.zipBytes, uar: uar.estimate, interval: uar.interval };
    }),
  );
}

function squeezedPoints({ models, data }: ExperimentResult, several: boolean): Point[] {
  return models.flatMap((model): Point[] => {
    const choice = squeezedChoice(model);
    if (!choice) return [];
    const title = several ? `${shortened(data.name, 20)} ${model.name}` : modelTitle(model);
    const { estimate, interval } = choice.tested.evaluation.uar;
    return [{ series: "squeezed", model: `${title}, squeezed`, bytes: choice.bytes, uar: estimate, interval }];
  });
}

function linearPoint({ linear, data }: ExperimentResult, several: boolean): Point {
  const { estimate, interval } = judged(linear).uar;
  return { series: "linear", model: several ? data.name : "Linear", bytes: linear.bytes, uar: estimate, interval };
}

function paperPoints({ models, linear }: ExperimentResult): Point[] {
  return models.flatMap(({ name, variants }) => {
    const paper = PAPER_MODELS[name as keyof typeof PAPER_MODELS];
    if (!paper) return [];
    return variants.map((variant): Point => {
      const { testUar, develUar, sizeMebibytes } = paper.variants[variant.name];
      const uar = linear.test ? testUar : develUar;
      return { series: variant.name, model: name, bytes: sizeMebibytes * MEBIBYTE, uar, interval: null };
    });
  });
}

function byteDomain(points: readonly Point[]): readonly [number, number] {
  const bytes = points.map((point) => point.bytes);
  return [Math.min(...bytes) / 2, Math.max(...bytes) * 2];
}

/** Chance is part of the axis unless that would leave most of the picture empty. */
function uarDomain(points: readonly Point[], chance: number): readonly [number, number] {
  const low = Math.min(...points.map(({ uar, interval }) => interval?.low ?? uar));
  const high = Math.max(...points.map(({ uar, interval }) => interval?.high ?? uar));
  const lowest = low - chance < high - low ? Math.min(chance, low) : low;
  return [Math.max(0, lowest - 0.02), Math.min(1, high + 0.02)];
}

function chanceLine(chance: number, { y }: Scales, { left, right, bottom }: Frame): string {
  const place = y.at(chance);
  if (place > bottom)
    return group("reference", annotation(right, bottom - 6, `chance ${shareText(chance)}, below`, "end"));
  return group(
    "reference",
    element("line", { x1: left, x2: right, y1: place, y2: place }),
    annotation(right, place - 5, `chance ${shareText(chance)}`, "end"),
  );
}

function linearLine({ uar }: Point, { y }: Scales, { left, right }: Frame): string {
  return group("v-linear", element("line", { class: "level", x1: left, x2: right, y1: y.at(uar), y2: y.at(uar) }));
}

/** The two ways from the original to the network compressed most. */
function pathMark(path: readonly Point[], { x, y }: Scales): string {
  const [first, ...rest] = path;
  const last = rest.pop();
  if (!first || !last) return "";
  const ways = rest.length > 0 ? rest.map((between) => [first, between, last]) : [[first, last]];
  const line = (way: readonly Point[]) => linePath(way.map(({ bytes, uar }) => [x.at(bytes), y.at(uar)]));
  return element("path", { class: "path", d: ways.map(line).join("") });
}

function pointMark({ series, bytes, uar, interval }: Point, { x, y }: Scales): string {
  const place = x.at(bytes);
  const bar =
    interval &&
    element("line", { class: "bar", x1: place, x2: place, y1: y.at(interval.low), y2: y.at(interval.high) });
  return group(`v-${series}`, bar ?? "", symbol(series, place, y.at(uar), interval === null));
}

/** Names at both ends of a model's path (of several results at the compressed one), where there is room for them. */
function modelLabels(
  paths: readonly (readonly Point[])[],
  { x, y }: Scales,
  { width }: Frame,
  several: boolean,
): string {
  const placed: { x: number; y: number; length: number }[] = [];
  const labels = paths.flatMap((path) => {
    const ends = [path.at(-1), several ? undefined : path[0]].filter((point) => point !== undefined);
    return ends.flatMap(({ model, bytes, uar }) => {
      const length = 6.5 * model.length;
      const spot = { x: x.at(bytes) + 10, y: y.at(uar) - 10, length };
      const hit = placed.some(
        (other) => Math.abs(other.y - spot.y) < 13 && spot.x < other.x + other.length && other.x < spot.x + length,
      );
      if (hit || spot.x + length > width) return [];
      placed.push(spot);
      return [annotation(spot.x, spot.y, model, "start", "strong")];
    });
  });
  return group("", ...labels);
}

function description(points: readonly Point[], linear: readonly Point[]): string {
  const sizes = points.map(({ bytes }) => bytes);
  const uars = points.map(({ uar }) => uar);
  const baseline = linear.map(({ uar }) => shareText(uar)).join(", ");
  return (
    `${points.length} networks from ${bytesText(Math.min(...sizes))} to ${bytesText(Math.max(...sizes))} with UAR from ` +
    `${shareText(Math.min(...uars))} to ${shareText(Math.max(...uars))}; linear baseline UAR ${baseline}. Numbers in the table below.`
  );
}

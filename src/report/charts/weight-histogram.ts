/**
 * Histogram of one layer's surviving weights: the original, after pruning, after pruning and quantisation.
 *
 * The networks have bins of their own, so what is drawn is a density: weights per unit of weight. Bins at both ends
 * with less than 1/5000 of the original's weights are cut off; single far weights would squeeze the rest.
 */

import { countText } from "../../core/number-text.ts";
import type { VariantName } from "../../experiment/paper.ts";
import type { LayerResult, ModelResult } from "../../experiment/result.ts";
import { modelTitle } from "../judged.ts";
import { element } from "../markup.ts";
import { bottomAxis, type Frame, group, linePath, picture } from "./picture.ts";
import { linearScale, type Scale, type Span } from "./scale.ts";

const SMALLEST_END = 1 / 5000;

export const HISTOGRAM_SERIES: readonly VariantName[] = ["original", "pruned", "pruned-quantized"];

/** The histogram of a layer, as SVG. */
export function weightHistogram(model: ModelResult, layer: number, id: string, width: number): string {
  const shown = model.variants.filter(({ name }) => HISTOGRAM_SERIES.includes(name));
  const layers = shown.flatMap(({ name, layers }) => (layers[layer] ? [{ name, layer: layers[layer] }] : []));
  const reference = layers[0]?.layer;
  const frame: Frame = { width, height: 190, left: 8, right: width - 14, top: 26, bottom: 148 };
  const domain = shownDomain(reference);
  const x = linearScale(domain, [frame.left, frame.right], 6);
  const highest = Math.max(
    ...layers.flatMap((entry) => densities(entry.layer, domain).map(([, , density]) => density)),
    1e-9,
  );
  const y = linearScale([0, highest], [frame.bottom, frame.top]);
  const kinds = layers.map(({ name, layer }) => `${name} ${countText(layer.survivors)}`);
  return picture(
    {
      ...frame,
      id,
      title: `Weights of layer ${layer + 1} of ${modelTitle(model)}`,
      description: `${reference.inputs} by ${reference.outputs} weights from ${domain[0].toPrecision(2)} to ${domain[1].toPrecision(2)}; not zero: ${kinds.join(", ")}.`,
    },
    element("text", { class: "name", x: 0, y: 12 }, `layer ${layer + 1}: ${reference.inputs} × ${reference.outputs}`),
    ...layers.map(({ name, layer }) => steps(name, layer, domain, x, y)),
    bottomAxis(x, frame, "weight"),
  );
}

/** Bins [from, to, weights per unit] that lie in the domain. */
function densities({ histogram: { edges, counts } }: LayerResult, [low, high]: Span): [number, number, number][] {
  return counts.flatMap((count, bin): [number, number, number][] => {
    const [from, to] = [edges[bin], edges[bin + 1]];
    const middle = (from + to) / 2;
    return to > from && middle >= low && middle <= high ? [[from, to, count / (to - from)]] : [];
  });
}

function shownDomain({ histogram: { edges, counts } }: LayerResult): Span {
  const least = SMALLEST_END * counts.reduce((sum, count) => sum + count, 0);
  const first = Math.max(
    0,
    counts.findIndex((count) => count > least),
  );
  const last = Math.max(
    first,
    counts.findLastIndex((count) => count > least),
  );
  return [edges[first], edges[last + 1]];
}

function steps(series: VariantName, layer: LayerResult, domain: Span, x: Scale, y: Scale): string {
  const bins = densities(layer, domain);
  if (bins.length === 0) return "";
  const outline = bins.flatMap(([from, to, density]): [number, number][] => [
    [x.at(Math.max(from, domain[0])), y.at(density)],
    [x.at(Math.min(to, domain[1])), y.at(density)],
  ]);
  const [first, last] = [outline[0], outline.at(-1) as [number, number]];
  const area = linePath([[first[0], y.at(0)], ...outline, [last[0], y.at(0)]]);
  return group(
    `v-${series}`,
    element("path", { class: "area", d: area }),
    element("path", { class: "curve thin", d: linePath(outline) }),
  );
}

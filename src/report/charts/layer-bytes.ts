/**
 * Where the bytes go: per layer and network, the bytes of surviving weights, of stored zeros and of biases, and the floor.
 *
 * The floor is the entropy of positions and values taken as independent (experiment/layer-bill.ts); a dense file, whether
 * float32 or int8, stores every zero like any other weight.
 */

import { bytesText } from "../../core/number-text.ts";
import type { LayerResult, ModelResult } from "../../experiment/result.ts";
import { modelTitle, VARIANT_TITLES } from "../judged.ts";
import { element } from "../markup.ts";
import { annotation, bottomAxis, type Frame, group, picture } from "./picture.ts";
import { linearScale, type Scale } from "./scale.ts";

const BAR = 13;
const GAP = 3;
const LAYER_GAP = 30;
const MEBIBYTE = 2 ** 20;

/** Bytes of one layer by what they hold. */
export interface LayerBytes {
  readonly survivors: number;
  readonly zeros: number;
  readonly biases: number;
  readonly floor: number;
}

/** A layer's bytes; of a dense kernel each weight has its share, zeros included. */
export function layerBytes({ kernelBytes, biasBytes, weights, survivors, floorBytes }: LayerResult): LayerBytes {
  const kept = (kernelBytes * survivors) / weights;
  return { survivors: kept, zeros: kernelBytes - kept, biases: biasBytes, floor: floorBytes };
}

/** The chart as SVG: a block for each layer, a bar in it for each network. */
export function layerBytesChart(model: ModelResult, id: string, width: number): string {
  const { variants } = model;
  const count = variants[0]?.layers.length ?? 0;
  const block = variants.length * (BAR + GAP) + LAYER_GAP;
  const frame: Frame = {
    width,
    height: count * block + 52,
    left: width < 500 ? 92 : 150,
    right: width - 14,
    top: 8,
    bottom: count * block + 8,
  };
  const most = Math.max(
    ...variants.flatMap(({ layers }) => layers.map(({ kernelBytes, biasBytes }) => kernelBytes + biasBytes)),
  );
  const x = linearScale([0, most / MEBIBYTE], [frame.left, frame.right], width < 500 ? 4 : 8);
  const blocks = Array.from({ length: count }, (_, l) => layerBlock(model, l, frame.top + l * block, x, frame));
  const totals = variants.map(
    ({ name, layers }) =>
      `${VARIANT_TITLES[name]} ${bytesText(layers.reduce((sum, layer) => sum + layer.kernelBytes + layer.biasBytes, 0))}`,
  );
  return picture(
    {
      ...frame,
      id,
      title: `Bytes of ${modelTitle(model)} by layer`,
      description: `${totals.join(", ")} in ${count} layers. Numbers in the table below.`,
    },
    ...x.ticks.map(({ value }) =>
      element("line", { class: "grid", x1: x.at(value), x2: x.at(value), y1: frame.top, y2: frame.bottom }),
    ),
    ...blocks,
    bottomAxis(x, frame, "MiB in the file, before zip"),
  );
}

function layerBlock({ variants }: ModelResult, layer: number, top: number, x: Scale, { left, width }: Frame): string {
  const shape = variants[0]?.layers[layer];
  const bars = variants.map((variant, v) => {
    const bytes = layerBytes(variant.layers[layer]);
    const y = top + 18 + v * (BAR + GAP);
    const name = width < 500 && variant.name === "pruned-quantized" ? "Both" : VARIANT_TITLES[variant.name];
    return group(`v-${variant.name}`, annotation(left - 6, y + BAR - 3, name, "end"), ...barMarks(bytes, y, x));
  });
  return group(
    "",
    annotation(0, top + 12, `layer ${layer + 1}: ${shape.inputs} × ${shape.outputs}`, "start", "name"),
    ...bars,
  );
}

function barMarks({ survivors, zeros, biases, floor }: LayerBytes, y: number, x: Scale): string[] {
  const at = (bytes: number) => x.at(bytes / MEBIBYTE);
  const part = (kind: string, from: number, to: number) =>
    element("rect", { class: kind, x: at(from), y, width: Math.max(0.5, at(to) - at(from)), height: BAR });
  return [
    part("kept", 0, survivors + biases),
    zeros > 0 ? part("wasted", survivors + biases, survivors + biases + zeros) : "",
    element("line", { class: "floor", x1: at(floor), x2: at(floor), y1: y - 2, y2: y + BAR + 2 }),
  ];
}

/**
 * The figures about one model: confusion, speakers, training, sparsity, weights, bytes.
 */

import { bytesText, countText, lossText, percentText, shareText, sparsityText } from "../core/number-text.ts";
import type { VariantName } from "../experiment/paper.ts";
import type { ExperimentSettings, ModelResult, VariantResult } from "../experiment/result.ts";
import { variantOf } from "../experiment/tables.ts";
import { confusionMatrix } from "./charts/confusion-matrix.ts";
import { layerBytes, layerBytesChart } from "./charts/layer-bytes.ts";
import { legend } from "./charts/picture.ts";
import { sparsitySchedule } from "./charts/sparsity-schedule.ts";
import {
  MOST_SINGLE,
  type SpeakerPair,
  speakerPairs,
  speakerRecall,
  speakersByTenth,
} from "./charts/speaker-recall.ts";
import { trainingCurve } from "./charts/training-curves.ts";
import { HISTOGRAM_SERIES, weightHistogram } from "./charts/weight-histogram.ts";
import type { DataRow, DataTable } from "./data-table.ts";
import { type Figure, FULL_WIDTH, HALF_WIDTH } from "./figure.ts";
import { judged, modelTitle, mostCompressed, VARIANT_TITLES } from "./judged.ts";

/** Confusion matrices of the original and the most compressed network. */
export function confusionFigure(model: ModelResult, id: string): Figure {
  const shown = endsOf(model);
  const rows = shown.flatMap((variant): DataRow[] => {
    const { classes, confusion, recalls } = judged(variant);
    return [
      { heading: VARIANT_TITLES[variant.name] },
      ...classes.map((name, c) => [name, ...(confusion[c] ?? []).map(countText), recallText(recalls[c])]),
    ];
  });
  const classes = shown[0] ? judged(shown[0]).classes : [];
  return {
    title: "What is taken for what.",
    caption: `${modelTitle(model)}: ${shown.map(({ name }) => VARIANT_TITLES[name].toLowerCase()).join(" beside ")}. A stronger diagonal is better.`,
    legend: "",
    pictures: shown.map(
      (variant) => (width) =>
        confusionMatrix(judged(variant), `${id}-${variant.name}`, `${VARIANT_TITLES[variant.name]}`, width),
    ),
    widths: HALF_WIDTH,
    table: {
      caption: "Recordings by true class (rows) and predicted class (columns)",
      columns: ["", ...classes, "recall"],
      rows,
      notes: [],
    },
  };
}

/** UAR by speaker before and after; nothing where no speakers are known. */
export function speakerFigure(model: ModelResult, id: string): Figure[] {
  const [original, compressed] = endsOf(model);
  const pairs = original && compressed && speakerPairs(judged(original), judged(compressed));
  if (!pairs) return [];
  const series = compressed.name;
  return [
    {
      title: "Whom compression hurts.",
      caption: "Mean recall over the classes that a speaker has, original against compressed.",
      legend: legend([original, compressed].map(({ name }) => ({ series: name, words: VARIANT_TITLES[name] }))),
      pictures: [(width) => speakerRecall(pairs, series, id, width)],
      widths: FULL_WIDTH,
      table: pairs.length <= MOST_SINGLE ? singleSpeakerTable(pairs, series) : speakerCountTable(pairs, series),
    },
  ];
}

function singleSpeakerTable(pairs: readonly SpeakerPair[], compressed: VariantName): DataTable {
  return {
    caption: "UAR by speaker",
    columns: ["speaker", "recordings", "original", VARIANT_TITLES[compressed].toLowerCase()],
    rows: pairs.map(({ speaker, recordings, uar, after }) => [
      speaker,
      countText(recordings),
      shareText(uar),
      shareText(after),
    ]),
    notes: [],
  };
}

function speakerCountTable(pairs: readonly SpeakerPair[], compressed: VariantName): DataTable {
  const { before, after } = speakersByTenth(pairs);
  return {
    caption: "Speakers by their UAR",
    columns: ["UAR", "original", VARIANT_TITLES[compressed].toLowerCase()],
    rows: before.map((count, b) => [
      `${(b / 10).toFixed(1)} to ${((b + 1) / 10).toFixed(1)}`,
      countText(count),
      countText(after[b] ?? 0),
    ]),
    notes: ["result.json holds the UAR of each speaker."],
  };
}

/** Loss and devel UAR, epoch by epoch. */
export function trainingFigure(model: ModelResult, id: string): Figure {
  const epochs = (phase: string, history: ModelResult["history"]) =>
    history.map(({ epoch, loss, develUar }) => [`${phase} ${epoch}`, lossText(loss), shareText(develUar)]);
  return {
    title: "Training and pruning.",
    caption: `${modelTitle(model)}, epoch by epoch; the shaded part is the pruning phase, which starts from the trained network.`,
    legend: "",
    pictures: [
      (width) => trainingCurve(model, "loss", `${id}-loss`, width),
      (width) => trainingCurve(model, "develUar", `${id}-uar`, width),
    ],
    widths: HALF_WIDTH,
    table: {
      caption: `Epochs of ${modelTitle(model)}`,
      columns: ["epoch", "loss on train", "UAR on devel"],
      rows: [...epochs("training", model.history), ...epochs("pruning", model.pruningHistory)],
      notes: [],
    },
  };
}

/** Sparsity over the steps of pruning. */
export function sparsityFigure(model: ModelResult, settings: ExperimentSettings, id: string): Figure {
  return {
    title: "How sparsity grew.",
    caption: `Every kernel of ${modelTitle(model)} loses its smallest weights at each update of the masks.`,
    legend: "",
    pictures: [(width) => sparsitySchedule(model, settings.finalSparsity, id, width)],
    widths: FULL_WIDTH,
    table: {
      caption: "Updates of the masks",
      columns: ["step", "sparsity"],
      rows: model.pruningUpdates.map(({ step, sparsity }) => [countText(step), sparsityText(sparsity)]),
      notes: [],
    },
  };
}

/** Histograms of the weights that are left, layer by layer. */
export function weightsFigure(model: ModelResult, id: string): Figure {
  const layers = variantOf(model, "original")?.layers ?? [];
  const shown = model.variants.filter(({ name }) => HISTOGRAM_SERIES.includes(name));
  return {
    title: "What happened to the weights.",
    caption:
      "Density of the weights that are not zero. Pruning empties the middle; quantisation keeps what is left on 255 levels.",
    legend: legend(shown.map(({ name }) => ({ series: name, words: VARIANT_TITLES[name] }))),
    pictures: layers.map((_, l) => (width) => weightHistogram(model, l, `${id}-${l}`, width)),
    widths: { wide: 270, narrow: 270 },
    table: {
      caption: "Weights that are not zero",
      columns: ["layer", "weights", ...shown.map(({ name }) => VARIANT_TITLES[name].toLowerCase())],
      rows: layers.map(({ inputs, outputs, weights }, l) => [
        `${l + 1}: ${inputs} × ${outputs}`,
        countText(weights),
        ...shown.map(({ layers }) => countText(layers[l]?.survivors ?? 0)),
      ]),
      notes: [],
    },
  };
}

/** Bytes of each layer, network by network. */
export function bytesFigure(model: ModelResult, id: string): Figure {
  const rows = model.variants.flatMap((variant): DataRow[] => [
    { heading: VARIANT_TITLES[variant.name] },
    ...variant.layers.map((layer, l) => {
      const { survivors, zeros, biases, floor } = layerBytes(layer);
      return [`layer ${l + 1}`, ...[survivors, zeros, biases, floor].map((bytes) => bytesText(Math.round(bytes)))];
    }),
    ["whole file", "", "", "", `${bytesText(variant.fileBytes)}, zipped ${bytesText(variant.zipBytes)}`],
  ]);
  return {
    title: "Where the bytes go.",
    caption:
      "Full: weights that are not zero, and biases. Hatched: stored zeros. The upright mark is the entropy floor: what " +
      "no lossless code of independent weights can beat.",
    legend: "",
    pictures: [(width) => layerBytesChart(model, id, width)],
    widths: FULL_WIDTH,
    table: {
      caption: `Bytes of ${modelTitle(model)}`,
      columns: ["", "weights not zero", "stored zeros", "biases", "entropy floor"],
      rows,
      notes: [`Zeros among all trainable parameters: ${zeroShares(model)}.`],
    },
  };
}

function zeroShares({ variants, trainableParameters }: ModelResult): string {
  return variants.map(({ name, zeros }) => `${name} ${percentText(zeros / trainableParameters)}`).join(", ");
}

function endsOf(model: ModelResult): VariantResult[] {
  const original: VariantName = "original";
  return [variantOf(model, original), mostCompressed(model)].filter((variant) => variant !== undefined);
}

function recallText(recall: number | null | undefined): string {
  return typeof recall === "number" ? shareText(recall) : "no recordings";
}

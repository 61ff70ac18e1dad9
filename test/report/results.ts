/** Made-up results for the tests of report/: simulated answers, evaluated for real. */

import { Random } from "../../src/core/random.ts";
import type { Classification } from "../../src/evaluation/classification.ts";
import { compare } from "../../src/evaluation/compare.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { verdictOf } from "../../src/evaluation/non-inferiority.ts";
import { simultaneousDrops } from "../../src/evaluation/simultaneous-drops.ts";
import { VARIANT_NAMES, type VariantName } from "../../src/experiment/paper.ts";
import type {
  ExperimentResult,
  Finding,
  LayerResult,
  ModelResult,
  VariantResult,
} from "../../src/experiment/result.ts";
import type { SqueezeResult } from "../../src/squeeze/squeeze-result.ts";

export interface MadeUp {
  readonly name?: string;
  readonly classes?: readonly string[];
  /** In the test set; each has recordings of every class, or of one where `diagnosis` is set. */
  readonly speakers?: number;
  readonly recordingsPerSpeaker?: number;
  readonly diagnosis?: boolean;
  readonly models?: readonly string[];
  /** Chance of a right answer of the original, of each step's change of an answer to a wrong one, and of the baseline. */
  readonly original?: number;
  readonly harm?: Partial<Record<VariantName, number>>;
  readonly linear?: number;
  readonly findings?: readonly Finding[];
  readonly synthetic?: boolean;
  readonly testLabeled?: boolean;
  /** A class that no network ever predicts. */
  readonly neverPredicted?: number;
  readonly hidden?: readonly number[];
  /** Which network of the made-up search is chosen; none is made where this is not there. */
  readonly squeezed?: (typeof SQUEEZED)[number]["name"];
}

/** The networks of a made-up search: what they weigh, and the harm to the original's answers. */
const SQUEEZED = [
  { name: "linear-80-4-bit", family: "linear", bytes: 10_648, survivors: 2550, inputs: 1912, hidden: [], harm: 0 },
  { name: "linear-95-4-bit", family: "linear", bytes: 4061, survivors: 640, inputs: 590, hidden: [], harm: 0.05 },
  { name: "small-95-4-bit", family: "small", bytes: 8224, survivors: 5100, inputs: 2400, hidden: [16], harm: 0.04 },
  {
    name: "narrow-16-neurons-512-inputs-4-bit",
    family: "narrow",
    bytes: 4945,
    survivors: 8224,
    inputs: 512,
    hidden: [16],
    harm: 0.06,
  },
  {
    name: "pruned-99-4-bit",
    family: "pruned",
    bytes: 534_203,
    survivors: 301_000,
    inputs: 6200,
    hidden: [2100, 2400],
    harm: 0,
  },
  {
    name: "pruned-99.95-4-bit",
    family: "pruned",
    bytes: 36_456,
    survivors: 15_100,
    inputs: 3100,
    hidden: [410, 390],
    harm: 0.01,
  },
  {
    name: "pruned-99.98-4-bit",
    family: "pruned",
    bytes: 15_308,
    survivors: 6100,
    inputs: 1800,
    hidden: [160, 140],
    harm: 0.04,
  },
] as const;

/** A squeeze that chose one of its networks. */
function madeUpSqueeze(
  folder: string,
  zipBytes: number,
  weights: number,
  original: Classification,
  made: MadeUp,
  random: Random,
): SqueezeResult {
  const answered = SQUEEZED.map(({ name, harm }) => harmed(original, harm, made, random.fork(name)));
  const { drops, criticalValue, unit, unitCount, fewestUnits } = simultaneousDrops(original, answered);
  const evaluation = evaluate(original, random.fork("evaluate"));
  const familyChoices = [
    "linear-80-4-bit",
    "small-95-4-bit",
    "narrow-16-neurons-512-inputs-4-bit",
    "pruned-99.95-4-bit",
  ];
  return {
    schema: "coldpress/squeeze",
    version: 3,
    original: { file: `${folder}/original.safetensors`, zipBytes, weights, devel: evaluation },
    margin: 0.02,
    alpha: 0.05,
    targetBytes: null,
    candidates: SQUEEZED.map(({ harm: _, ...candidate }, k) => ({
      ...candidate,
      bits: 4,
      file: `${folder}/squeeze/candidates/${candidate.name}.coldpress`,
      develUar: evaluate(answered[k], random).uar.estimate,
      drop: drops[k],
    })),
    criticalValue,
    unit,
    unitCount,
    fewestUnits,
    untakenCosts: 2,
    complete: true,
    choice: { name: made.squeezed as string, basis: "shown" },
    familyChoices: familyChoices.map((name) => ({ name, basis: "estimated" })),
    test:
      made.testLabeled === false
        ? null
        : {
            look: { test: "5f".repeat(32), number: 1 },
            original: evaluation,
            networks: [...new Set([made.squeezed as string, ...familyChoices])].map((name) => {
              const answers = answered[SQUEEZED.findIndex((network) => network.name === name)];
              const comparison = compare(original, answers);
              return {
                name,
                evaluation: evaluate(answers, random.fork("evaluate")),
                uarDrop: comparison.uarDrop,
                comparison: name === made.squeezed ? comparison : null,
                overRecordings: null,
              };
            }),
          },
  };
}

/** A whole result. */
export function madeUpResult(made: MadeUp = {}): ExperimentResult {
  const random = new Random(7);
  const classes = made.classes ?? ["not cold", "cold"];
  const corpus = corpusOf(made, classes);
  const linear = evaluate(answers(corpus, made.linear ?? 0.66, made, random.fork("linear")), random);
  const partition = (name: string) => ({
    name,
    recordings: corpus.labels.length,
    perClass: classes.map((_, c) => corpus.labels.filter((label) => label === c).length),
    unlabeled: name === "test" && made.testLabeled === false ? corpus.labels.length : 0,
    speakers: made.speakers ?? 40,
  });
  return {
    schema: "coldpress/result",
    version: 2,
    made: {
      coldpress: "0.1.0",
      engine: "wasm-relaxed-simd",
      threads: 2,
      platform: "Node v20.20.2, linux x64, AMD EPYC, 16 GiB",
      date: "2026-11-22T09:00:00.000Z",
    },
    plan: null,
    settings: {
      seed: 1,
      epochs: 40,
      pruningEpochs: 5,
      batchSize: 32,
      learningRate: 1e-4,
      schedule: "keras-decay",
      dropout: 0.5,
      normalization: "exact",
      classWeights: "equal",
      pruningLearningRate: 1e-3,
      finalSparsity: 0.9,
      pruningEnd: "as-paper",
      margin: 0.02,
      alpha: 0.05,
    },
    data: {
      name: made.name ?? "throat clinic",
      synthetic: made.synthetic ?? false,
      sources: ["train.arff.gz", "devel.arff.gz", "test.arff.gz"],
      hash: "8f14e45fceea167a5a36dedd4bea2543c4ca4238a0b923820dcc509a6f75849b",
      featureCount: 6373,
      constantFeatures: 12,
      classes,
      partitions: ["train", "devel", "test"].map(partition),
      findings: made.findings ?? [
        {
          severity: "note",
          check: "constant-features",
          sentence: "12 features have one value throughout the training partition.",
        },
      ],
    },
    differences: ["Training uses 800 recordings; the paper's uses 3738."],
    linear: { strength: 1e-4, bytes: 25_496, devel: linear, test: made.testLabeled === false ? null : linear },
    models: (made.models ?? ["A"]).map((name, m) => madeUpModel(name, made, corpus, random.fork(m))),
  };
}

function corpusOf(made: MadeUp, classes: readonly string[]): Classification {
  const labels: number[] = [];
  const speakers: string[] = [];
  for (let s = 0; s < (made.speakers ?? 40); s++)
    for (let r = 0; r < (made.recordingsPerSpeaker ?? 20); r++) {
      labels.push((made.diagnosis === false ? r : s) % classes.length);
      speakers.push(`S${String(s).padStart(3, "0")}`);
    }
  return { classes, labels: Int32Array.from(labels), predicted: new Int32Array(labels.length), speakers };
}

/** Answers that are right with some chance, a little different for each speaker. */
function answers(corpus: Classification, chance: number, made: MadeUp, random: Random): Classification {
  const own = new Map<string, number>();
  const speakers = corpus.speakers as readonly string[];
  const predicted = corpus.labels.map((label, row) => {
    const speaker = speakers[row];
    if (!own.has(speaker)) own.set(speaker, Math.min(1, chance + 0.2 * (random.uniform() - 0.5)));
    return allowed(
      random.uniform() < (own.get(speaker) as number) ? label : random.integer(corpus.classes.length),
      made,
    );
  });
  return { ...corpus, predicted };
}

/** The same answers, some of them changed to wrong ones; or, where the harm is negative, some put right. */
function harmed(original: Classification, harm: number, made: MadeUp, random: Random): Classification {
  const { labels, classes } = original;
  const predicted = original.predicted.map((code, row) => {
    if (random.uniform() >= Math.abs(harm)) return code;
    return allowed(harm < 0 ? labels[row] : (labels[row] + 1) % classes.length, made);
  });
  return { ...original, predicted };
}

function allowed(code: number, { neverPredicted }: MadeUp): number {
  return code === neverPredicted ? 0 : code;
}

function madeUpModel(name: string, made: MadeUp, corpus: Classification, random: Random): ModelResult {
  const hidden = made.hidden ?? [4248, 2832];
  const original = answers(corpus, made.original ?? 0.68, made, random.fork("original"));
  const kernels = [6373, ...hidden].map((inputs, l) => inputs * (hidden[l] ?? corpus.classes.length));
  const weights = kernels.reduce((sum, size) => sum + size, 0);
  const history = (epochs: number, from: number) =>
    Array.from({ length: epochs }, (_, e) => ({
      epoch: e + 1,
      loss: from * Math.exp(-e / 12) + 0.05 + 0.01 * random.uniform(),
      develUar: 0.9 - 0.35 * Math.exp(-e / 6) + 0.02 * random.uniform(),
    }));
  const variants = VARIANT_NAMES.map((variant): VariantResult => {
    const harm = made.harm?.[variant] ?? (variant === "original" ? 0 : 0.01);
    const answered = variant === "original" ? original : harmed(original, harm, made, random.fork(variant));
    const evaluation = evaluate(answered, random.fork("evaluate"));
    const bytesPerWeight = variant.includes("quantized") ? 1 : 4;
    const density = variant.includes("pruned") ? 0.1012 : 1;
    const zip = weights * { original: 3.69, pruned: 0.77, quantized: 0.86, "pruned-quantized": 0.188 }[variant];
    return {
      name: variant,
      file: `${name}/${variant}.${bytesPerWeight === 1 ? "tflite" : "safetensors"}`,
      fileBytes: weights * bytesPerWeight,
      zipBytes: Math.round(zip),
      canonicalZipBytes: variant === "pruned" ? Math.round(weights * 0.52) : null,
      zeros: Math.round(weights * (1 - density)),
      layers: [6373, ...hidden].map((inputs, l) =>
        layer(inputs, hidden[l] ?? corpus.classes.length, bytesPerWeight, density),
      ),
      devel: evaluation,
      test: made.testLabeled === false ? null : evaluation,
      comparison: variant === "original" ? null : compare(original, answered),
    };
  });
  return {
    name,
    hidden,
    trainableParameters: weights + 19_828,
    history: history(40, 0.7),
    pruningHistory: history(5, 0.2),
    pruningUpdates: [0, 100, 200, 300, 400, 500].map((step) => ({ step, sparsity: 0.9 - 0.4 * (1 - step / 585) ** 3 })),
    pruningSteps: 585,
    warnings: [],
    variants,
    squeezed: made.squeezed
      ? madeUpSqueeze(name, variants[0]?.zipBytes ?? 0, weights, original, made, random.fork("squeeze"))
      : null,
  };
}

function layer(inputs: number, outputs: number, bytesPerWeight: number, density: number): LayerResult {
  const weights = inputs * outputs;
  const survivors = Math.round(weights * density);
  const edge = 3 * Math.sqrt(2 / (inputs + outputs));
  const edges = Array.from({ length: 49 }, (_, i) => -edge + (i * edge) / 24);
  const shape = Array.from({ length: 48 }, (_, i) => {
    const x = (i - 23.5) / 8;
    return density < 1 && Math.abs(x) < 1.6 ? 0 : Math.exp(-(x * x) / 2);
  });
  const total = shape.reduce((sum, value) => sum + value, 0);
  const entropy = density === 1 ? 0 : -density * Math.log2(density) - (1 - density) * Math.log2(1 - density);
  return {
    inputs,
    outputs,
    weights,
    survivors,
    kernelBytes: weights * bytesPerWeight,
    biasBytes: outputs * 4,
    floorBytes: (weights * entropy + survivors * (bytesPerWeight === 4 ? 32 : 6.2)) / 8,
    histogram: { edges, counts: shape.map((value) => Math.round((survivors * value) / total)) },
  };
}

export interface Figures {
  readonly before: number;
  readonly after: number;
  readonly low: number;
  readonly high: number;
  readonly lower: number;
  readonly upper: number;
  readonly linear: number;
}

/** The made-up result with given figures of the first model: UAR before and after, interval and bounds of the drop. */
export function resultWith(figures: Figures, made: MadeUp = {}, speakers = 40): ExperimentResult {
  const result = madeUpResult(made);
  const { before, after, low, high, lower, upper } = figures;
  const withUar = <Judged extends VariantResult | ExperimentResult["linear"]>(
    judged: Judged,
    estimate: number,
  ): Judged => {
    const uar = {
      ...judged.devel.uar,
      estimate,
      interval: { low: estimate - 0.05, high: estimate + 0.05, level: 0.95 },
    };
    const chance = { ...judged.devel.chance, pValue: estimate - 0.05 > 0.5 ? 0.001 : 0.2 };
    const evaluation = { ...judged.devel, uar, chance };
    return { ...judged, devel: evaluation, test: judged.test && evaluation };
  };
  const tooFewUnits = speakers < 5;
  const verdict = tooFewUnits ? "inconclusive" : verdictOf({ lower, upper }, { lower: low, upper: high }, 0.02);
  const changed = (variant: VariantResult): VariantResult => {
    if (!variant.comparison) return withUar(variant, before);
    const { comparison } = variant;
    const uarDrop = {
      ...comparison.uarDrop,
      estimate: before - after,
      interval: { low, high, level: 0.95 },
      unitCount: speakers,
    };
    const nonInferiority = { ...comparison.nonInferiority, lower, upper, verdict, tooFewUnits };
    return { ...withUar(variant, after), comparison: { ...comparison, uarDrop, nonInferiority } };
  };
  return {
    ...result,
    linear: withUar(result.linear, figures.linear),
    models: result.models.map((model) => ({ ...model, variants: model.variants.map(changed) })),
  };
}

/**
 * Made-up corpora whose true figures are known, for the simulations of docs/statistics.md: the designs of the review that
 * these statistics were repaired by.
 *
 *   D    every speaker has one class (a diagnosis)            `shares` of the speakers for each class
 *   E    every speaker has recordings of all classes (an emotion)
 *
 * A speaker's recall is logit-normal around the class's, with the intraclass correlation that was asked for; in E one normal
 * number moves all classes of a speaker. Answers of a compressed network differ by losses and wins whose chances are a
 * speaker's own, beta-distributed, so that the differences of one speaker's recordings correlate as was asked for.
 */

import type { Random } from "../../src/core/random.ts";
import type { Classification } from "../../src/evaluation/classification.ts";

export interface Design {
  readonly kind: "D" | "E";
  readonly speakers: number;
  /** Of each speaker; "uneven" is 1 to 50, log-uniform. */
  readonly recordings: number | "uneven";
  /** Share of the speakers that have each class (D), or just the number of classes (E), all alike. */
  readonly shares: readonly number[];
}

/** Labels and speakers; nothing is predicted yet. */
function emptyCorpus({ kind, speakers, recordings, shares }: Design, random: Random): Classification {
  const labels: number[] = [];
  const names: string[] = [];
  const ends = shares.map((_, c) =>
    Math.round(speakers * shares.slice(0, c + 1).reduce((sum, share) => sum + share, 0)),
  );
  for (let s = 0; s < speakers; s++) {
    const count = recordings === "uneven" ? Math.round(50 ** random.uniform()) : recordings;
    const first = random.integer(shares.length);
    for (let r = 0; r < count; r++) {
      labels.push(kind === "D" ? ends.findIndex((end) => s < end) : (first + r) % shares.length);
      names.push(`S${s}`);
    }
  }
  return {
    classes: shares.map((_, c) => `class ${c}`),
    labels: Int32Array.from(labels),
    predicted: Int32Array.from(labels),
    speakers: names,
  };
}

/** A speaker's own numbers, drawn when first asked for. */
function perSpeaker<Own>(draw: () => Own): (speaker: string) => Own {
  const known = new Map<string, Own>();
  return (speaker) => {
    if (!known.has(speaker)) known.set(speaker, draw());
    return known.get(speaker) as Own;
  };
}

/** Classification whose expected recalls are known. @param correlation  Of two recordings of a speaker. */
export function simulatedAnswers(design: Design, recalls: readonly LogitNormal[], random: Random): Classification {
  const corpus = emptyCorpus(design, random);
  const effect = perSpeaker(() => random.normal());
  const predicted = corpus.labels.map((label, row) => {
    const { mean, deviation } = recalls[label];
    const own = 1 / (1 + Math.exp(-(mean + deviation * effect(corpus.speakers?.[row] as string))));
    return random.uniform() < own ? label : (label + 1) % corpus.classes.length;
  });
  return { ...corpus, predicted };
}

/** Of the logit. */
export interface LogitNormal {
  readonly mean: number;
  readonly deviation: number;
}

/** The logit-normal numbers with this mean, and this intraclass correlation: variance = correlation · mean · (1 − mean). */
export function logitNormal(mean: number, correlation: number): LogitNormal {
  const momentsOf = (center: number, deviation: number) => {
    let [sum, squares, weights] = [0, 0, 0];
    for (let z = -6; z <= 6; z += 0.05) {
      const weight = Math.exp((-z * z) / 2);
      const p = 1 / (1 + Math.exp(-(center + deviation * z)));
      sum += weight * p;
      squares += weight * p * p;
      weights += weight;
    }
    return { mean: sum / weights, variance: squares / weights - (sum / weights) ** 2 };
  };
  const bisect = (low: number, high: number, tooLow: (x: number) => boolean) => {
    let [a, b] = [low, high];
    for (let step = 0; step < 50; step++) {
      const middle = (a + b) / 2;
      if (tooLow(middle)) a = middle;
      else b = middle;
    }
    return (a + b) / 2;
  };
  const centerFor = (deviation: number) => bisect(-12, 12, (center) => momentsOf(center, deviation).mean < mean);
  const variance = correlation * mean * (1 - mean);
  const deviation = bisect(0, 8, (own) => momentsOf(centerFor(own), own).variance < variance);
  return { mean: centerFor(deviation), deviation };
}

export interface Differences {
  /** Expected UAR_original − UAR_compressed. */
  readonly drop: number;
  /** Share of the recordings that only one of the two gets right. */
  readonly discordance: number;
  /** Of the differences of two recordings of a speaker. */
  readonly correlation: number;
}

/** An original and compressed networks whose true drops are all the same. */
export interface SimulatedPair {
  readonly original: Classification;
  readonly compressed: readonly Classification[];
}

/**
 * @param networks   How many compressed ones.
 * @param agreement  Correlation of two compressed networks' differences at one recording.
 */
export function simulatedPair(
  design: Design,
  { drop, discordance, correlation }: Differences,
  random: Random,
  networks = 1,
  agreement = 0.8,
): SimulatedPair {
  const corpus = emptyCorpus(design, random);
  const { labels, classes } = corpus;
  const [lost, won] = [(discordance + drop) / 2, (discordance - drop) / 2];
  const binary = lost * (1 - lost) + won * (1 - won);
  const own = binary === 0 ? 0 : (correlation * (discordance - drop ** 2)) / binary;
  const chances = perSpeaker(() => ({ lost: beta(lost, own, random), won: beta(won, own, random) }));
  const copied = Math.sqrt(agreement);
  const wrong = (label: number) => (label + 1) % classes.length;
  const original = labels.slice();
  const compressed = Array.from({ length: networks }, () => labels.slice());
  labels.forEach((label, row) => {
    // The original is right in half of the recordings: it can lose there alone, and win in the others
    const right = random.uniform() < 0.5;
    const { lost, won } = chances(corpus.speakers?.[row] as string);
    const differs = () => random.uniform() < 2 * (right ? lost : won);
    const shared = differs();
    original[row] = right ? label : wrong(label);
    for (const predicted of compressed) {
      const changed = networks > 1 && random.uniform() >= copied ? differs() : shared;
      predicted[row] = right === changed ? wrong(label) : label;
    }
  });
  return {
    original: { ...corpus, predicted: original },
    compressed: compressed.map((predicted) => ({ ...corpus, predicted })),
  };
}

/** A beta-distributed chance with this mean, and the variance correlation · mean · (1 − mean). */
function beta(mean: number, correlation: number, random: Random): number {
  if (mean <= 0 || correlation <= 0) return mean;
  const total = 1 / correlation - 1;
  const [a, b] = [gamma(mean * total, random), gamma((1 - mean) * total, random)];
  return a + b === 0 ? mean : a / (a + b);
}

/** By Marsaglia and Tsang 2000. */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = random.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < (x * x) / 2 + d * (1 - v + Math.log(v))) return d * v;
  }
}

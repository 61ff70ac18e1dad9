/**
 * Measures how near the features of the device profile are to those of the reference profile, and what that means for a
 * linear classifier: two sections of docs/parity.md, over all recordings of the corpora in ../shared/data.
 *
 * Distances are in standard deviations of the feature over the recordings of the corpus, in the reference profile.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeWav } from "../dist/audio/decode-wav.js";
import { Random } from "../dist/core/random.js";
import { confusionMatrix } from "../dist/evaluation/confusion.js";
import { predictLinear, trainLinear } from "../dist/evaluation/linear-baseline.js";
import { uar } from "../dist/evaluation/uar.js";
import { Compare2016Extractor } from "../dist/features/compare2016/extract.js";
import { COMPARE2016_NAMES } from "../dist/features/compare2016/feature-set.js";

/** Label of the row that counts everything. */
const ALL = "**all**";
const PROFILES = ["reference", "device"];

/**
 * @typedef {{ file: string, label: string, split: string, reference: Float32Array, device: Float32Array }} Recording
 */

/** Both profiles' features of a corpus. @param {string} folder @returns {Recording[]} */
function extractBoth(folder) {
  const [reference, device] = PROFILES.map((profile) => new Compare2016Extractor({ profile }));
  const [, ...rows] = readFileSync(join(folder, "labels.tsv"), "utf8").trim().split("\n");
  return rows.map((row) => {
    const [file, label, , split] = row.split("\t");
    const signal = decodeWav(readFileSync(join(folder, file)));
    return { file, label, split, reference: reference.extract(signal).values, device: device.extract(signal).values };
  });
}

/** Counts of one row of the table of distances. */
class Distances {
  count = 0;
  identical = 0;
  thousandth = 0;
  hundredth = 0;
  beyond = 0;
  worst = 0;
  worstAt = "–";

  add(distance, at) {
    this.count++;
    if (distance === 0) this.identical++;
    if (distance <= 1e-3) this.thousandth++;
    if (distance <= 1e-2) this.hundredth++;
    if (distance > 1) this.beyond++;
    if (distance > this.worst) {
      this.worst = distance;
      this.worstAt = at;
    }
  }
}

/** Of the descriptors, by what they are made of. */
const CONTOUR_LABELS = [
  [/^(F0final|voicing)/, "pitch, voicing"],
  [/^(jitter|shimmer|logHNR)/, "jitter, shimmer, HNR"],
  [/^(audSpec_Rfilt|audspecRasta)/, "RASTA spectrum"],
  [/^pcm_fftMag/, "spectral shape"],
  [/^mfcc/, "cepstra"],
  [/^/, "loudness, energy, ZCR"],
];

/** Of the functionals, by how they are computed. */
const FUNCTIONAL_LABELS = [
  [/_(range|maxPos|minPos)$/, "extremes"],
  [/_(quartile\d|iqr\d-\d|percentile.*|pctlrange0-1)$/, "percentiles"],
  [/_(stddev|skewness|kurtosis)$/, "moments"],
  [/_\w*SegLen\w*$|_segLenStddev$/, "segments"],
  [/_(upleveltime\d\d|risetime|leftctime)$/, "times"],
  [/_lp(gain|c\d)$/, "linear prediction"],
  [/_(amean|posamean|rqmean|flatness|nnz)$/, "means"],
  [/_(linreg|qreg)\w+$|_centroid$/, "regression"],
  [/^/, "peaks"],
];

const labelOf = (labels, name) => labels.find(([pattern]) => pattern.test(name))[1];

/** @param {readonly Recording[]} recordings */
function distanceRows(recordings) {
  const rows = new Map(
    [...CONTOUR_LABELS, ...FUNCTIONAL_LABELS, [/^/, ALL]].map(([, label]) => [label, new Distances()]),
  );
  COMPARE2016_NAMES.forEach((name, i) => {
    const deviation = standardDeviation(recordings.map(({ reference }) => reference[i]));
    const labels = [labelOf(CONTOUR_LABELS, name), labelOf(FUNCTIONAL_LABELS, name), ALL];
    for (const { file, reference, device } of recordings) {
      const difference = Math.abs(device[i] - reference[i]);
      const distance = difference === 0 ? 0 : difference / deviation;
      for (const label of labels) rows.get(label).add(distance, `${name}, ${file}`);
    }
  });
  return rows;
}

function standardDeviation(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

const percent = (part, whole) => (part === whole ? "100 %" : `${((100 * part) / whole).toFixed(3)} %`);

/** @param {ReadonlyMap<string, Distances>} rows */
function distanceTable(rows) {
  const lines = [...rows].map(([label, d]) => {
    const shares = [d.identical, d.thousandth, d.hundredth, d.beyond].map((part) => percent(part, d.count));
    return `| ${label} | ${d.count} | ${shares.join(" | ")} | ${d.worst.toPrecision(2)} (${d.worstAt}) |`;
  });
  return [
    "| | values | identical | within 0.001 sd | within 0.01 sd | beyond 1 sd | worst, in sd |",
    "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ...lines,
  ].join("\n");
}

/** Rows of one partition in one profile. */
function rowsOf(recordings, split, profile, classes) {
  const chosen = recordings.filter((recording) => recording.split === split);
  const values = new Float32Array(chosen.length * COMPARE2016_NAMES.length);
  for (const [n, recording] of chosen.entries()) values.set(recording[profile], n * COMPARE2016_NAMES.length);
  return { values, labels: Int32Array.from(chosen, ({ label }) => classes.indexOf(label)) };
}

/** UAR of the linear baseline, trained and asked in one profile. */
function linearResult(recordings, profile, classes) {
  const [train, devel, test] = ["train", "devel", "test"].map((split) => rowsOf(recordings, split, profile, classes));
  const { model, develUar } = trainLinear(train, devel, classes.length, new Random(1));
  const predicted = predictLinear(model, test.values);
  return { develUar, testUar: uar(confusionMatrix({ classes, labels: test.labels, predicted })), predicted };
}

/** @param {ReadonlyMap<string, Recording[]>} corpora */
function linearTable(corpora) {
  const lines = [...corpora].map(([corpus, recordings]) => {
    const classes = [...new Set(recordings.map(({ label }) => label))].sort();
    const [reference, device] = PROFILES.map((profile) => linearResult(recordings, profile, classes));
    const same = reference.predicted.filter((value, n) => value === device.predicted[n]).length;
    const figures = [reference, device].map(
      ({ develUar, testUar }) => `${develUar.toFixed(3)} / ${testUar.toFixed(3)}`,
    );
    return `| ${corpus} | ${figures.join(" | ")} | ${same} of ${reference.predicted.length} |`;
  });
  return [
    "| corpus | reference, devel / test UAR | device, devel / test UAR | test recordings with the same verdict |",
    "| --- | ---: | ---: | ---: |",
    ...lines,
  ].join("\n");
}

/** The sections. @param {string} data  Folder of the corpora. @param {readonly string[]} names  Of the corpora. */
export function deviceParity(data, names) {
  const corpora = new Map(names.map((name) => [name, extractBoth(join(data, name))]));
  const sections = [...corpora].map(([name, recordings]) =>
    [
      `## Device profile beside the reference profile: ${name} (${recordings.length} files)`,
      "Distances in standard deviations (sd) of the feature over these recordings. Linear prediction of more than 10.24 s is\n" +
        "summed more exactly than in the reference ([device](device.md#long-streams)), which shows where recordings are as long.",
      distanceTable(distanceRows(recordings)),
    ].join("\n\n"),
  );
  const linear = [
    "## Linear classifiers in both profiles",
    "L2-regularised linear baseline, each trained, tuned and asked in one profile.",
    linearTable(corpora),
  ].join("\n\n");
  return [...sections, linear];
}

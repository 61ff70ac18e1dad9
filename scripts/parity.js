/**
 * Measures how equal the features are to the reference's and writes docs/parity.md.
 *
 * Reads ../shared/compare2016/reference (27 files, contours of 7) and the feature files of the recordings in ../shared/data,
 * all written by openSMILE 3.0.2 with nine significant digits, which is every bit of a float32. What the device profile does
 * beside the reference profile is in device-parity.js.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { decodeWav } from "../dist/audio/decode-wav.js";
import { Compare2016Extractor, extractContours } from "../dist/features/compare2016/extract.js";
import { COMPARE2016_NAMES, JOBS } from "../dist/features/compare2016/feature-set.js";
import { deviceParity } from "./device-parity.js";

const REFERENCE = "../shared/compare2016/reference";
const CORPORA = "../shared/data";
const OUTPUT = "docs/parity.md";

/** Label of the row that counts everything. */
const ALL = "**all**";

/** Counts of one row of a table. */
class Tally {
  count = 0;
  identical = 0;
  within4 = 0;
  within3 = 0;
  accepted = 0;
  worst = 0;
  worstAt = "–";

  /** @param {number} range  Of the feature over the files; a difference of 1e−4 of it is accepted too. */
  add(value, expected, range, name) {
    const error = Math.abs(value - expected);
    const relative = error === 0 ? 0 : error / Math.abs(expected);
    this.count++;
    if (error === 0) this.identical++;
    if (relative <= 1e-4) this.within4++;
    if (relative <= 1e-3) this.within3++;
    if (relative <= 1e-3 || error <= 1e-4 * range) this.accepted++;
    if (relative > this.worst) {
      this.worst = relative;
      this.worstAt = name;
    }
  }
}

function tables(rows) {
  const share = (part, whole) => (part === whole ? "100 %" : `${((100 * part) / whole).toFixed(4)} %`);
  const last = ([label]) => (label === ALL ? 1 : 0);
  const lines = [...rows]
    .sort((a, b) => last(a) - last(b))
    .map(([label, t]) => {
      const worst = t.worst === 0 ? "–" : `${t.worst.toExponential(1)} (${t.worstAt})`;
      return `| ${label} | ${t.count} | ${t.count - t.identical} | ${share(t.within4, t.count)} | ${share(t.within3, t.count)} | ${share(t.accepted, t.count)} | ${worst} |`;
    });
  return [
    "| | values | not identical | within 1e-4 | within 1e-3 | within 1e-3, or 1e-4 of the range | worst relative difference |",
    "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ...lines,
  ].join("\n");
}

function tallyOf(rows, label) {
  if (!rows.has(label)) rows.set(label, new Tally());
  return rows.get(label);
}

const GROUP_LABELS = {
  slow: "loudness, energy, ZCR",
  fast: "spectra, cepstra",
  voice: "pitch, voice quality",
  pitch: "F0 runs",
  contours: "all but voice, smoothed",
  deltas: "all but voice, deltas",
};

/** Functionals of a set of recordings: [{ name, expected [6373] or null, signal }] one after the other. */
function compareFunctionals(recordings) {
  const extractor = new Compare2016Extractor({ nativeRate: true });
  const results = [];
  const refused = [];
  for (const { name, expected, signal } of recordings) {
    try {
      const values = extractor.extract(signal).values;
      if (expected === null) throw new Error(`${name}: the reference has no features, coldpress has`);
      results.push({ name, expected, values });
    } catch (error) {
      if (expected !== null) throw error;
      refused.push(`${name}: ${error.message}`);
    }
  }
  const ranges = COMPARE2016_NAMES.map((_, i) => {
    const column = results.map(({ expected }) => expected[i]);
    return column.reduce((a, b) => Math.max(a, b), -Infinity) - column.reduce((a, b) => Math.min(a, b), Infinity);
  });
  const rows = new Map();
  const differing = [];
  for (const { group, family, offset } of JOBS) {
    for (let i = offset; i < offset + family.names.length; i++) {
      for (const { name, expected, values } of results) {
        const at = `${COMPARE2016_NAMES[i]}, ${name}`;
        for (const label of [`${GROUP_LABELS[group.name]}: ${family.names[0]} …`, ALL])
          tallyOf(rows, label).add(values[i], expected[i], ranges[i], at);
        if (values[i] !== expected[i]) differing.push([name, COMPARE2016_NAMES[i], values[i], expected[i]]);
      }
    }
  }
  return { rows, differing, refused, files: results.length };
}

function* referenceRecordings() {
  const { files } = JSON.parse(gunzipSync(readFileSync(join(REFERENCE, "functionals.json.gz"))).toString());
  for (const [name, values] of Object.entries(files)) {
    const signal = decodeWav(readFileSync(join(REFERENCE, "wav", `${name}.wav`)));
    yield { name, expected: values && Float32Array.from(values), signal };
  }
}

function* corpusRecordings(corpus) {
  const folder = join(CORPORA, corpus, "features");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".arff.gz"))) {
    const text = gunzipSync(readFileSync(join(folder, file))).toString();
    for (const row of text
      .slice(text.indexOf("@data") + 5)
      .trim()
      .split("\n")) {
      const cells = row.split(",");
      const name = cells[0].replaceAll("'", "");
      const signal = decodeWav(readFileSync(join(CORPORA, corpus, "wav", name)));
      yield { name, expected: Float32Array.from(cells.slice(1, 1 + COMPARE2016_NAMES.length), Number), signal };
    }
  }
}

function contourLabel(name) {
  const kind = name.includes("_de") ? "deltas" : "smoothed";
  if (/^(F0final|voicing)/.test(name)) return `pitch and voicing, ${kind}`;
  if (/^(jitter|shimmer|logHNR)/.test(name)) return `jitter, shimmer, HNR, ${kind}`;
  if (name.startsWith("audSpec_Rfilt")) return `RASTA spectrum, ${kind}`;
  if (name.startsWith("pcm_fftMag")) return `spectral shape, ${kind}`;
  if (name.startsWith("mfcc")) return `cepstra, ${kind}`;
  return `loudness, energy, ZCR, ${kind}`;
}

/** Contours against the CSV files of the reference. */
function compareContours() {
  const rows = new Map();
  const files = readdirSync(join(REFERENCE, "lld")).filter((file) => file.endsWith(".lld.csv.gz"));
  for (const file of files) {
    const name = file.replace(".lld.csv.gz", "");
    const [, ...lines] = gunzipSync(readFileSync(join(REFERENCE, "lld", file)))
      .toString()
      .trim()
      .split("\n");
    const { names, values } = extractContours(decodeWav(readFileSync(join(REFERENCE, "wav", `${name}.wav`))), {
      nativeRate: true,
    });
    if (lines.length !== values[0].length)
      throw new Error(`${name}: ${values[0].length} frames, expected ${lines.length}`);
    const cells = lines.map((line) => line.split(";").slice(2).map(Number));
    names.forEach((contour, c) => {
      const expected = Float32Array.from(cells, (row) => row[c]);
      const range = Math.max(...expected) - Math.min(...expected);
      expected.forEach((value, t) => {
        for (const label of [contourLabel(contour), ALL])
          tallyOf(rows, label).add(values[c][t], value, range, `${contour}, ${name}, frame ${t}`);
      });
    });
  }
  return { rows, files: files.length };
}

function section(title, { rows, files, differing, refused }) {
  const notes = [];
  if (refused?.length) notes.push(`Without features in both programs: ${refused.join("; ")}.`);
  if (differing?.length) {
    notes.push(`Values that are not identical (${Math.min(differing.length, 40)} of ${differing.length} shown):`);
    const lines = differing.slice(0, 40).map((cells) => `| ${cells.join(" | ")} |`);
    notes.push(["| file | feature | coldpress | reference |", "| --- | --- | ---: | ---: |", ...lines].join("\n"));
  }
  return [`## ${title} (${files} files)`, tables(rows), ...notes].join("\n\n");
}

if (!existsSync(REFERENCE)) {
  process.stderr.write(`parity: ${REFERENCE} is not there; nothing to compare with\n`);
  process.exit(1);
}
const parts = [
  "# How equal the features are to openSMILE's",
  "Written by `npm run parity`; do not edit. Reference: openSMILE 3.0.2, `ComParE_2016.conf`, values with nine significant\n" +
    "digits, which is every bit of a float32. Differences are relative to the reference value; `range` is the feature's range\n" +
    "over the files of the table. Recordings run at their own rate.",
  section("Contours of the reference files", compareContours()),
  section("Functionals of the reference files", compareFunctionals(referenceRecordings())),
];
const corpora = existsSync(CORPORA)
  ? readdirSync(CORPORA).filter((name) => existsSync(join(CORPORA, name, "features")))
  : [];
for (const corpus of corpora)
  parts.push(section(`Functionals of the recordings of ${corpus}`, compareFunctionals(corpusRecordings(corpus))));
if (corpora.length > 0) parts.push(...deviceParity(CORPORA, corpora));
writeFileSync(OUTPUT, `${parts.join("\n\n")}\n`);
process.stdout.write(`parity: wrote ${OUTPUT}\n`);

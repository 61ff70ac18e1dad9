/**
 * How far the device profile is from the reference where recordings have another rate than 16 kHz, and why: the profile rounds what
 * was resampled to 16 bits.
 *
 *   npm run build && node scripts/device-rates.js FOLDER...
 *
 * Prints, for each rate, the share of values within 0.001 standard deviations: of the reference on the resampled recording,
 * and of the reference on the same rounded to 16 bits. Of 20 recordings of each folder, brought to each rate first.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeWav } from "../dist/audio/decode-wav.js";
import { resample } from "../dist/audio/resample.js";
import { Compare2016Extractor } from "../dist/features/compare2016/extract.js";
import { pcmOf } from "../dist/features/device/pcm.js";
import { DEVICE_RATE_HZ, FULL_SCALE } from "../dist/features/device/tables.js";

const RATES = [DEVICE_RATE_HZ, 8000, 44_100];
const MOST = 20;
const NEAR = 0.001;

const reference = new Compare2016Extractor({ profile: "reference" });
const device = new Compare2016Extractor({ profile: "device" });
const files = process.argv.slice(2).flatMap((folder) => {
  const wavs = readdirSync(folder).filter((file) => file.endsWith(".wav"));
  const step = Math.max(1, Math.floor(wavs.length / MOST));
  return wavs
    .filter((_, i) => i % step === 0)
    .slice(0, MOST)
    .map((file) => join(folder, file));
});

/** The signal with samples of 16 bits, as the device profile has them. */
function rounded({ samples, sampleRateHz }) {
  return { samples: Float32Array.from(pcmOf(samples), (sample) => sample / FULL_SCALE), sampleRateHz };
}

/** Values of the three ways for each recording at a rate. */
function valuesAt(rate) {
  return files.map((file) => {
    const signal = resample(rounded(resample(decodeWav(new Uint8Array(readFileSync(file))), rate)), DEVICE_RATE_HZ);
    return {
      plain: reference.extract(signal).values,
      rounded: reference.extract(rounded(signal)).values,
      device: device.extract(signal).values,
    };
  });
}

const deviations = deviationsOf(valuesAt(DEVICE_RATE_HZ).map(({ plain }) => plain));
for (const rate of RATES) {
  const values = valuesAt(rate);
  const share = (which) => (100 * nearShare(values.map((row) => [row[which], row.device]))).toFixed(1);
  console.log(`${rate} Hz: ${share("plain")} % near the reference, ${share("rounded")} % of it on 16 bits`);
}

function deviationsOf(rows) {
  return Float64Array.from(rows[0], (_, j) => {
    const mean = rows.reduce((sum, row) => sum + row[j], 0) / rows.length;
    return Math.sqrt(rows.reduce((sum, row) => sum + (row[j] - mean) ** 2, 0) / rows.length) || 1;
  });
}

function nearShare(pairs) {
  const near = ([a, b]) => a.reduce((count, x, j) => count + (Math.abs(x - b[j]) <= NEAR * deviations[j] ? 1 : 0), 0);
  return pairs.reduce((sum, pair) => sum + near(pair), 0) / (pairs.length * deviations.length);
}

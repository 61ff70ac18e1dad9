/**
 * Measures what the stages of the device profile cost on a Cortex-M4F: instructions of the translated kernels, counted by
 * QEMU. Prints them; src/device/stage-prices.ts keeps them.
 *
 *   npm run build && node scripts/measure-prices.js
 *
 * Wants arm-none-eabi-gcc and qemu-system-arm. The sounds are a tone of 120 Hz with 12 harmonics that glides, in noise, and
 * noise alone: a stage's price is that of the dearer one. The contour is a smooth walk of 800 values. All are made by integers.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kernelCode } from "../dist/export/c/kernel-code.js";
import { deviceTables, ENERGY_BANDS } from "../dist/features/device/tables.js";

const QEMU_FOLDER = "src/export/c/templates/qemu";
/** Frames of the sound and values of the contour. */
const FRAMES = 40;
const VALUES = 800;
/** Values that run along at once (src/export/c/window-sizes.ts). */
const TURN = 16;

const bands = ENERGY_BANDS.map(({ lowBin, highBin, lowWeight, highWeight }) =>
  `${lowBin}, ${highBin}, ${lowWeight}f, ${highWeight}f`.replace(/(\D)([01])f/g, "$1$2.0f"),
);

/** Per frame of sound; the frames follow one another. */
const FRAME_STAGES = {
  energy: "row[0] = §rms_of(sound + at, 320);",
  zeroCrossings: "row[1] = §zero_crossing_rate(crossings, sound + at, at == 0);",
  shortSpectrum: `§transform_short_frame(frame, sound + at, shortWindow, shortFactors);
  §powers_of(power, frame, shortOrder, shortTurns, 256);`,
  mel: "§log_bands_of(logs, power, melWeights, melEnds);",
  rasta: "row[2] = §rasta_of(row + 8, logs, filter, logLoudness, at > 5 * 160);",
  loudness: "row[3] = §loudness_of(logs, logLoudness);",
  mfcc: "§cepstrum_of(row + 8, logs, folded, cosines);",
  spectralSums: `§power_sums(sums, power);
  row[4] = §band_energy_of(power, ${bands[0]});
  row[5] = §band_energy_of(power, ${bands[1]});
  centroid = §centroid_of(sums[0], sums[1]);
  row[6] = §slope_of(sums[0], sums[1]);`,
  rollOffs: "§roll_offs_of(row + 8, power, sums[0]);",
  flux: "row[7] = §flux_of(power, before);",
  entropy: "row[7] = §entropy_of(power, logarithms, sums[0]);",
  spectralMoments: "§moments_of(row + 8, power, sums[0], centroid);",
  sharpness: "row[7] = §sharpness_of(power, sharpness, sums[0]);",
  harmonicity: "row[7] = §harmonicity_of(power);",
  pitch: `§window_frame(frame, sound + at, longWindow, 960, 1024);
  const bool loud = §is_loud(frame);
  §transform_long_frame(frame, longFactors);
  §magnitudes_of(power, frame, longOrder, longTurns, 512);
  §octave_spectrum_of(octaves, power, frame, splineElimination, splineKnots, splineWeights);
  §sub_harmonic_sum_of(power, octaves, harmonicShifts, harmonicGains);
  §candidates_of(candidates, peaks, power, §mean_of_sum(power));
  if (at == 0) §start_path(costs, counts);
  decided = §take_candidates(costs, counts, pitch, from, chosen, paths, candidates, loud);`,
  voiceQuality: `if (at == 0) §start_periods(voice);
  behind = §match_periods(voice, sound + at - behind, behind, 120.0f, correlations, mean, starts, periodSums);`,
};

/** Per value: accumulators by turns, as a stream has them, the rest over the contour. */
const add = (name, state, begin = "i") =>
  `for (int32_t i = 0; i < count; i += ${TURN}) §${name}_add(${state}, ${begin}, contour + i, ${TURN});`;
const CONTOUR_STAGES = {
  smoothing: "§smooth_contour(slopes, contour, count, count);",
  delta: "§delta_contour(slopes, contour, count, count, count);",
  extremes: add("extremes", "extremes, places"),
  means: add("mean", "total"),
  squares: add("squares", "words"),
  positives: add("positives", "words, numbers"),
  flatness: add("flatness", "words, words + 2, numbers"),
  moments: add("moments", "words, words + 4"),
  regression: add("regression", "words"),
  // After the first values, where sums are carried.
  lpc: add("prediction", "words", "i == 0 ? 0 : 1024 + i"),
  slopes: add("steps", "words, numbers"),
  voicing: add("runs", "numbers"),
  levels: "§level_times(out, contour, count, §least_of(extremes), §range_of(extremes));",
  percentiles: "§percentiles(out, contour, slopes, bounds, count);",
  segments: "§crossing_segments(out, contour, numbers, count, §least_of(extremes), §range_of(extremes));",
  peaks: "§peaks(out, contour, marks, count, §range_of(extremes), §mean_of(total, count));",
};

/** Once per contour, after the last value. */
const FINAL_STAGES = {
  extremes: "§extremes_finish(out, extremes, places, count);",
  means: "out[0] = §mean_of(total, count);",
  flatness: "out[0] = §flatness_of(words, words + 2, numbers, count);",
  moments: "§moments_finish(out, words, words + 4, count);",
  regression: "§regression_finish(out, words, count, §least_of(extremes), §range_of(extremes), 100.0f);",
  lpc: "§prediction_finish(out, words, count);",
  slopes: "§steps_finish(out, numbers, count);",
  voicing: "§runs_finish(out, numbers, count);",
};

const DATA = `
static int16_t sound[${160 * (FRAMES + 6)}];
static float contour[${VALUES}], slopes[${VALUES}];
static float frame[1024], power[513], before[257], octaves[513], row[40], logs[26], folded[26], filter[104], sums[2], centroid;
static float candidates[24], costs[21], pitch[384], voice[8], correlations[160], mean[320], periodSums[8];
static float extremes[2], total[2], words[20], out[16];
static int32_t crossings[12], peaks[6], counts[2], starts[64], places[2], numbers[104], bounds[32], marks[${VALUES}];
static uint8_t from[224], chosen[32], paths[8];
static int32_t at, count = ${VALUES}, behind, decided;
`;

const MAIN = `
static uint32_t seed = 1;
static int32_t chance(void) {
  seed = seed * 1664525u + 1013904223u;
  return (int32_t)(seed >> 16) - 32768;
}
static void make(int32_t noisy) {
  int32_t phase = 0;
  for (int n = 0; n < ${160 * (FRAMES + 6)}; n++) {
    phase = (phase + 491 + n / 400) & 65535;
    int32_t sum = chance() / (noisy ? 4 : 64);
    for (int h = 1; h <= 12 && !noisy; h++) {
      const int32_t angle = (h * phase) & 65535;
      const int32_t triangle = angle < 32768 ? angle - 16384 : 49152 - angle;
      sum += triangle / (2 * h);
    }
    sound[n] = (int16_t)(sum / 2);
  }
  float value = 0.0f;
  for (int n = 0; n < ${VALUES}; n++) {
    value = 0.93f * value + (float)chance() / 65536.0f;
    contour[n] = value;
  }
}
`;

function program() {
  const functions = [];
  const calls = [];
  const call = (label, name, code, units) => {
    functions.push(`static void ${name}(void) {\n  ${code}\n}`);
    calls.push(`board_print_number("${label}", board_instructions(${name}) / ${units}u);`);
  };
  for (const [stage, code] of Object.entries(FRAME_STAGES)) {
    functions.push(`static void frame_${stage}(void) {\n  ${code}\n}`);
  }
  const totals = Object.keys(FRAME_STAGES).map(
    (stage, i) => `total_of[noisy][${i}] += board_instructions(frame_${stage}) / 16u;`,
  );
  calls.push(
    `static uint32_t total_of[2][${totals.length}];`,
    "for (int32_t noisy = 0; noisy < 2; noisy++) {",
    "make(noisy);",
    `for (int k = 0; k < ${FRAMES}; k++) {`,
    "at = 160 * k;",
    ...totals,
    "}",
    "}",
  );
  Object.keys(FRAME_STAGES).forEach((stage, i) => {
    const dearer = `(total_of[0][${i}] > total_of[1][${i}] ? total_of[0][${i}] : total_of[1][${i}])`;
    calls.push(`board_print_number("frame ${stage}", ${dearer} / ${FRAMES}u * 16u);`);
  });
  for (const [stage, code] of Object.entries(CONTOUR_STAGES)) {
    call(`tenths-per-value ${stage}`, `contour_${stage}`, code, VALUES / 10);
    if (stage in FINAL_STAGES) call(`final ${stage}`, `final_${stage}`, FINAL_STAGES[stage], 1);
  }
  const body = [...functions, MAIN, "int main(void) {", ...calls, "return 0;", "}"].join("\n");
  const kernels = kernelCode(body);
  const tables = Object.entries(deviceTables()).map(([name, values]) => tableText(name, values));
  const headers = '#include <math.h>\n#include <stdbool.h>\n#include <string.h>\n#include "board.h"';
  return [headers, kernels, ...tables, DATA, body].join("\n").replaceAll("§§", "K_").replaceAll("§", "k_");
}

function tableText(name, values) {
  const isFloat = values instanceof Float32Array;
  const elements = Array.from(values, (value) => (isFloat ? `${value.toExponential()}f` : String(value)));
  return `static const ${isFloat ? "float" : "int16_t"} ${name}[${values.length}] = {${elements.join(",")}};`;
}

function measured() {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-prices-"));
  try {
    for (const file of ["board.c", "board.h", "an386.ld", "sections.ld"])
      writeFileSync(join(folder, file), readFileSync(join(QEMU_FOLDER, file)));
    writeFileSync(join(folder, "prices.c"), program());
    const flags =
      "-std=c99 -O2 -ffp-contract=off -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard -fno-math-errno " +
      "-ffunction-sections -fdata-sections -DTICK_NS=40 -DTIMER_BASE=0x40000000u --specs=nano.specs -nostartfiles " +
      "-Wl,--gc-sections -T an386.ld prices.c board.c -lm -o prices.elf";
    execFileSync("arm-none-eabi-gcc", flags.split(" "), { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    const options =
      "-M mps2-an386 -display none -monitor none -serial null -icount shift=6 -chardev stdio,id=out " +
      "-semihosting-config enable=on,target=native,chardev=out -kernel prices.elf";
    return execFileSync("qemu-system-arm", options.split(" "), { cwd: folder, encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.stdout.write(measured());

/**
 * The exported C that hears, on this machine: no warning, and the features and probabilities of coldpress bit for bit, with
 * sanitizers, whatever the pieces in which the sound comes.
 *
 * Where a compiler is missing its tests are skipped; CI has both. Recordings are taken where they lie beside the repository.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { KEPT_INPUTS } from "../../../src/device/network-size.ts";
import { soundFeatures } from "../../../src/export/c/sound-features.ts";
import { featurePlaces } from "../../../src/export/c/sound-plan.ts";
import { bitsOfSound, FEATURE_SETS, networkOver, STREAM_SET, writeSoundProject } from "./made-project.ts";
import { bytesOf, madeSounds, recordings } from "./sounds.ts";
import { EXACT, isInstalled, run, STRICT } from "./tools.ts";

const SECONDS = 4;
const SOURCES = ["made.c", "made_tables.c", "made_selftest.c"];
const builds = {
  gcc: [...STRICT, "-O2"],
  "gcc with sanitizers": [...STRICT, "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
  clang: [...STRICT, "-O2"],
  "g++": ["-std=c++17", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-O2"],
};

function build(folder: string, by: keyof typeof builds, main = "examples/host/main.c"): void {
  const compiler = by.split(" ")[0];
  run(compiler, [...builds[by], EXACT, "-I.", ...SOURCES, main, "-o", "host", "-lm"], folder);
}

/** Bits of the features and of the probabilities that the host's example prints. */
function heard(folder: string, pcm: Int16Array): { features: string[]; probabilities: string[] } {
  const lines = run("./host", ["--features"], folder, bytesOf(pcm)).trimEnd().split("\n");
  const bits = lines.map((line) => line.slice(0, 8));
  return { features: bits.slice(0, -2), probabilities: bits.slice(-2) };
}

describe.each(Object.entries(FEATURE_SETS))("the C that hears for a network over %s", (set, pattern) => {
  const network = networkOver(pattern);
  const wanted: (keyof typeof builds)[] =
    set === "all" ? ["gcc", "gcc with sanitizers", "clang", "g++"] : ["gcc", "gcc with sanitizers"];
  const compilers = wanted.filter((by) => isInstalled(by.split(" ")[0]));

  it.each(compilers)("has the bits of coldpress on sounds at the edges: %s", (by) => {
    const folder = writeSoundProject(network, "made", SECONDS);
    build(folder, by);
    expect(run("./host", ["--selftest"], folder)).toContain("bit for bit");
    for (const [name, pcm] of madeSounds()) expect(heard(folder, pcm), name).toEqual(bitsOfSound(network, pcm));
  });
});

describe.skipIf(!isInstalled("gcc"))("the C that hears", () => {
  const sounds = recordings(120);

  it.skipIf(sounds.length === 0).each(["gcc", "clang"] as const)(
    "has the bits of coldpress on more than a hundred recordings, all 6373 features: %s",
    (by) => {
      if (!isInstalled(by)) return;
      const network = networkOver(FEATURE_SETS["all"]);
      const folder = writeSoundProject(network, "made", SECONDS);
      build(folder, by);
      expect(sounds.length).toBeGreaterThan(100);
      for (const [name, pcm] of sounds)
        expect(heard(folder, pcm), name).toEqual(bitsOfSound(network, pcm.subarray(0, SECONDS * 16_000)));
    },
  );

  it.each([
    ["a code for each weight", { kernel: { kind: "codebook", entries: 16 }, sparsity: 0 }],
    ["wide gaps, numbers of their own, an offset", { kernel: { kind: "float32" }, sparsity: 0.97 }],
    ["int8 with gaps", { kernel: { kind: "int8" }, sparsity: 0.8 }],
    ["int8, a code for each weight", { kernel: { kind: "int8" }, sparsity: 0 }],
  ] as const)("adds features as they come, whatever its kernels are: %s", (what, kernels) => {
    const made = networkOver(FEATURE_SETS["mfcc"], kernels);
    const offset = made.normalization.offset.map((_, i) => (what.includes("offset") ? 0.01 * (i % 7) : 0));
    const network = { ...made, normalization: { ...made.normalization, offset } };
    const folder = writeSoundProject(network, "made", SECONDS);
    build(folder, "gcc with sanitizers");
    const text = readFileSync(join(folder, "made.c"), "utf8");
    expect(text.includes(`float kept[${network.features.length}]`)).toBe(what.startsWith("int8"));
    for (const [name, pcm] of madeSounds()) expect(heard(folder, pcm), name).toEqual(bitsOfSound(network, pcm));
  });

  it.each([
    ["among those that are kept", 1000],
    ["the first that is not", KEPT_INPUTS],
    ["last", -1],
  ] as const)(
    "adds features again that came before the largest, where the first kernel is int8: the largest is %s",
    (_, at) => {
      const made = networkOver(/^(?!F0|voic|jitter|shimmer|logHNR|pcm)/, { kernel: { kind: "int8" }, sparsity: 0.6 });
      const { length } = made.features;
      expect(length).toBeGreaterThan(2 * KEPT_INPUTS);
      const sounds = madeSounds().map(([, pcm]) => pcm.subarray(0, 16_000));
      const usual = soundFeatures(featurePlaces(made.features, "made"), sounds.at(-1));
      const scale = usual.map((value) => 1 / (0.01 + Math.abs(value)));
      const offset = new Float32Array(length);
      // Of the usual sound inputs are 1 at most, but for this one: the others have 3 steps.
      offset[(at + length) % length] = 40;
      const network = { ...made, normalization: { scale, offset } };
      const folder = writeSoundProject(network, "made", 1);
      build(folder, "gcc");
      for (const pcm of sounds.filter((_, i) => i % 4 === 3))
        expect(heard(folder, pcm)).toEqual(bitsOfSound(network, pcm));
    },
  );

  it("hears sound of any length in fixed memory where functionals run along, with verdicts on the way", () => {
    const network = networkOver(STREAM_SET);
    const folder = writeSoundProject(network, "made", null);
    build(folder, "gcc with sanitizers");
    expect(network.features.length).toBeGreaterThan(1000);
    const header = readFileSync(join(folder, "made.h"), "utf8");
    expect(header).toMatch(/State {9}[\d,]+ bytes of RAM, counted: any length of sound/);
    const [, voice] = madeSounds().at(-1);
    const long = Int16Array.from({ length: 40 * voice.length }, (_, n) => voice[n % voice.length]);
    const sounds = [...madeSounds(), ...recordings(40), ["100 seconds", long]] as [string, Int16Array][];
    for (const [name, pcm] of sounds) expect(heard(folder, pcm), name).toEqual(bitsOfSound(network, pcm));
  });

  it.each([
    ["stream", /^(F0final|shimmerLocal|pcm_zcr|pcm_RMSenergy|mfcc)_sma.*_(amean|stddev|lpc2|flatness)$/, null],
    ["window", /^(F0final|voicingFinalUnclipped|jitterDDP|logHNR)_sma(_de)?_(amean|quartile1|meanPeakDist|nnz)$/, 1],
  ] as const)(
    "has a verdict in every frame, whatever has run along by then and frames of the voice wait: %s",
    (...of) => {
      const [, pattern, seconds] = of;
      const network = networkOver(pattern);
      const folder = writeSoundProject(network, "made", seconds);
      writeFileSync(join(folder, "main.c"), EVERY_FRAME);
      build(folder, "gcc with sanitizers", "main.c");
      const pcm = lowVoice(960 + 90 * 160);
      const lines = run("./host", [], folder, bytesOf(pcm)).trimEnd().split("\n");
      const expected = Array.from({ length: 91 }, (_, frame) =>
        bitsOfSound(network, pcm.subarray(0, 960 + 160 * frame)).features.join(" "),
      );
      expect(lines.slice(0, -1)).toEqual(expected);
      expect(Number(lines.at(-1)?.replace("waited ", ""))).toBeGreaterThan(10);
    },
  );

  it("serves two streams at once, gives verdicts while they go on, and can be copied and moved", () => {
    const network = networkOver(/^(pcm_zcr|F0final|mfcc|logHNR)_sma(\[1\])?_(amean|stddev|quartile1)$/);
    const folder = writeSoundProject(network, "made", 1);
    writeFileSync(join(folder, "main.c"), TWO_STREAMS);
    build(folder, "gcc with sanitizers", "main.c");
    const pcm = madeSounds().at(-1)[1].subarray(0, 20_000);
    const lines = run("./host", [], folder, bytesOf(pcm)).trimEnd().split("\n");
    const bitsOf = (samples: Int16Array) => bitsOfSound(network, samples).probabilities.join(" ");
    expect(lines).toEqual([
      "too short",
      `first so far ${bitsOf(pcm.subarray(0, 5000))}`,
      `second ${bitsOf(pcm.subarray(3000, 9000))}`,
      `copy ${bitsOf(pcm.subarray(0, 12_000))}`,
      `first ${bitsOf(pcm.subarray(0, 16_000))}`,
      "full 4000",
      `again ${bitsOf(pcm.subarray(0, 2000))}`,
    ]);
  });

  it("keeps no more than its header says, and no variables of its own", () => {
    const folder = writeSoundProject(networkOver(FEATURE_SETS["all"]), "made", SECONDS);
    const [, bytes = ""] = /State {9}([\d,]+) bytes/.exec(
      readFileSync(join(folder, "made.h"), "utf8"),
    ) as RegExpExecArray;
    writeFileSync(
      join(folder, "size.c"),
      '#include <stdio.h>\n#include "made.h"\nint main(void) { printf("%zu", MADE_STATE_BYTES); return 0; }\n',
    );
    build(folder, "gcc", "size.c");
    expect(run("./host", [], folder)).toBe(bytes.replaceAll(",", ""));
    run("gcc", ["-std=c99", "-O2", EXACT, "-c", "made.c", "-o", "made.o"], folder);
    const sizes = run("size", ["made.o"], folder).trim().split("\n")[1]?.trim().split(/\s+/);
    expect(sizes?.slice(1, 3)).toEqual(["0", "0"]);
  });
});

/** Pulses of 80 to 90 Hz between noises: the pitch of many frames is decided at once, and their periods take long to match. */
function lowVoice(length: number): Int16Array {
  const random = new Random(5);
  return Int16Array.from({ length }, (_, n) => {
    const isVoiced = n % 8000 > 1500 && n % 8000 < 6500;
    const noise = (isVoiced ? 200 : 3000) * (random.uniform() - 0.5);
    return noise + (isVoiced && n % (178 + (n >> 10)) < 5 ? 12_000 : 0);
  });
}

const TWO_STREAMS = `#include <stdio.h>
#include <string.h>
#include "made.h"

static int16_t pcm[20000];
static made_state_t first, second, copy;

static void print(const char *what, const made_state_t *state) {
  float probabilities[MADE_CLASSES];
  if (made_result(state, probabilities) != MADE_OK) {
    puts("too short");
    return;
  }
  printf("%s", what);
  for (int i = 0; i < MADE_CLASSES; i++) {
    uint32_t bits;
    memcpy(&bits, &probabilities[i], sizeof bits);
    printf(" %08lx", (unsigned long)bits);
  }
  puts("");
}

int main(void) {
  if (fread(pcm, sizeof pcm[0], 20000, stdin) != 20000) return 1;
  made_init(&first);
  memset(&second, 0xff, sizeof second);
  made_init(&second);
  made_feed(&first, pcm, 959);
  print("first", &first);
  if (made_ready(&first)) return 2;
  made_feed(&first, pcm + 959, 5000 - 959);
  for (int n = 3000; n < 9000; n += 7) made_feed(&second, pcm + n, n + 7 <= 9000 ? 7 : (size_t)(9000 - n));
  print("first so far", &first);
  print("second", &second);
  made_feed(&first, pcm + 5000, 3000);
  copy = first;
  made_feed(&copy, pcm + 8000, 4000);
  print("copy", &copy);
  if (made_feed(&first, pcm + 8000, 8000) != MADE_OK) return 3;
  if (made_feed(&first, pcm + 16000, 0) != MADE_OK) return 4;
  if (made_feed(&first, pcm + 16000, 4000) != MADE_FULL) return 5;
  print("first", &first);
  printf("full %lu\\n", (unsigned long)first.unheard);
  made_reset(&first);
  made_feed(&first, pcm, 2000);
  print("again", &first);
  return 0;
}
`;

const EVERY_FRAME = `#include <stdio.h>
#include <string.h>
#include "made.h"

static made_state_t state;

int main(void) {
  static int16_t pcm[160];
  float features[MADE_FEATURES];
  int waited = 0;
  made_init(&state);
  while (fread(pcm, sizeof pcm[0], 160, stdin) == 160) {
    made_feed(&state, pcm, 160);
    waited += state.described < state.decided;
    if (made_features(&state, features) != MADE_OK) continue;
    for (int i = 0; i < MADE_FEATURES; i++) {
      uint32_t bits;
      memcpy(&bits, &features[i], sizeof bits);
      printf(i == 0 ? "%08lx" : " %08lx", (unsigned long)bits);
    }
    puts("");
  }
  printf("waited %d\\n", waited);
  return 0;
}
`;

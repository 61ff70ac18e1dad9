/**
 * The exported C as a firmware takes it: other flags, build files, two networks in one program, states that move.
 *
 * Where a tool is missing its tests are skipped; CI has all of them.
 */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { madeNetworks, networkOver, writeProject, writeSoundProject } from "./made-project.ts";
import { attempt, EXACT, isInstalled, run, STRICT } from "./tools.ts";

/** Voice, MFCC and zero crossings that run along, which is the longest way through the code. */
const STREAM = /^(pcm_zcr|F0final|logHNR|mfcc)_sma(_de)?(\[[12]\])?_(amean|stddev|risetime|lpc1|qregc2|flatness|nnz)$/;
const SOURCES = ["made.c", "made_tables.c", "made_selftest.c", "examples/host/main.c"];

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-firmware-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const flags = [
  ["gcc", "-O0", "-std=c11"],
  ["gcc", "-O3", "-std=c17", "-fshort-enums", "-funsigned-char"],
  ["gcc", "-Os", "-std=c2x", "-fno-strict-aliasing"],
  ["gcc", "-O2", "-std=gnu99", "-flto", "-ffunction-sections", "-Wl,--gc-sections"],
  ["gcc", "-O2", "-std=c99", "-Wcast-qual", "-Wcast-align", "-Wundef", "-Wstrict-prototypes", "-Wmissing-prototypes"],
  ["clang", "-Oz", "-std=c17"],
  ["clang", "-O3", "-std=c99", "-Weverything", "-Wno-padded", "-Wno-float-equal", "-Wno-bad-function-cast"],
  ["g++", "-O2", "-std=c++11"],
  ["g++", "-O2", "-std=c++20"],
] as const;

describe.each(flags.filter(([compiler]) => isInstalled(compiler)))("compiled by %s %s", (compiler, ...options) => {
  it.each(["sound", "features"])("has no warning and its own bits: %s", (kind) => {
    const folder =
      kind === "sound"
        ? writeSoundProject(networkOver(STREAM), "made", null)
        : writeProject(madeNetworks()["int8"], "made");
    const strict = options.includes("-Weverything") ? ["-Wno-declaration-after-statement"] : [];
    const common = [...options, "-Wall", "-Wextra", "-Werror", ...strict, EXACT, "-I."];
    const objects = SOURCES.map((source) => source.replace(/\.c$/, ".o"));
    SOURCES.forEach((source, i) => {
      const own = source.startsWith("examples") ? [...options.slice(0, 2), "-I."] : common;
      run(compiler, [...own, "-c", source, "-o", objects[i]], folder);
    });
    run(compiler, [...options, ...objects, "-o", "host", "-lm"], folder);
    expect(run("./host", ["--selftest"], folder)).toContain("bit for bit");
  });
});

describe.skipIf(!isInstalled("gcc"))("the exported C", () => {
  it.each(["-ffast-math", "-funsafe-math-optimizations", "-freciprocal-math", "-mfpmath=387", "-mfpmath=both"])(
    "does not compile with %s, and says why",
    (flag) => {
      const folder = writeSoundProject(networkOver(STREAM), "made", 1);
      const { status, stderr } = attempt("gcc", ["-std=c99", flag, "-c", "made.c"], folder);
      expect(status).not.toBe(0);
      expect(stderr).toContain("The bits would be others");
    },
  );

  it.skipIf(process.arch !== "x64").each(["sound", "features"])(
    "is told by its self-test that the core makes zeros of the smallest floats, or rounds otherwise: %s",
    (kind) => {
      const folder =
        kind === "sound"
          ? writeSoundProject(networkOver(STREAM), "made", 1)
          : writeProject(madeNetworks()["sparse"], "made");
      const answers = [
        ["0x8000u", "the smallest floats become zeros"],
        ["0x40u", "the smallest floats become zeros"],
        ["0x2000u", " differs"],
      ].map(([bits, expected]) => {
        writeFileSync(join(folder, "core.c"), coreWith(bits));
        run("gcc", ["-std=gnu99", "-O2", EXACT, "-I.", ...SOURCES, "core.c", "-o", "host", "-lm"], folder);
        const { status, stdout } = attempt("./host", ["--selftest"], folder);
        return { status, told: stdout.includes(expected) };
      });
      expect(answers).toEqual(Array(3).fill({ status: 1, told: true }));
    },
  );

  it("has the same bits for any pieces of sound, with a state that moves between them", () => {
    const folder = writeSoundProject(networkOver(STREAM), "made", null);
    writeFileSync(join(folder, "main.c"), MOVED);
    const sanitizers = ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    const sources = ["made.c", "made_tables.c", "main.c"];
    run("gcc", [...STRICT, ...sanitizers, EXACT, "-I.", ...sources, "-o", "moved", "-lm"], folder);
    expect(run("./moved", [], folder)).toBe("24 of 24\n");
  });
});

const hasCmake = isInstalled("cmake") && isInstalled("gcc") && isInstalled("g++");

describe.skipIf(!hasCmake)("CMakeLists.txt", () => {
  it.each(["Debug", "MinSizeRel"])("builds library, example and test: %s", (type) => {
    const folder = writeSoundProject(networkOver(STREAM), "made", 1);
    run("cmake", ["-S", ".", "-B", "build", `-DCMAKE_BUILD_TYPE=${type}`], folder);
    run("cmake", ["--build", "build"], folder);
    expect(run("ctest", [], join(folder, "build"))).toContain("100% tests passed, 0 tests failed out of 1");
  });

  it("serves as a subproject: two networks in one program of C++, each name with its prefix, as one file each, too", () => {
    const folder = emptyFolder();
    cpSync(writeSoundProject(networkOver(STREAM), "cold", 1), join(folder, "cold"), { recursive: true });
    cpSync(writeSoundProject(networkOver(/^mfcc_sma.*_quartile1$/), "cough", 1), join(folder, "cough"), {
      recursive: true,
    });
    writeFileSync(join(folder, "CMakeLists.txt"), TWO_NETWORKS_CMAKE);
    writeFileSync(join(folder, "main.cpp"), TWO_NETWORKS);
    for (const unity of ["OFF", "ON"]) {
      run("cmake", ["-S", ".", "-B", unity, `-DCMAKE_UNITY_BUILD=${unity}`], folder);
      run("cmake", ["--build", unity], folder);
      expect(run(`./${unity}/firmware`, [], folder)).toBe("0 0\n");
    }
    const libraries = ["OFF/cold/libcold.a", "OFF/cough/libcough.a"];
    const symbols = run("nm", ["--extern-only", "--defined-only", ...libraries], folder).match(/(?<= [A-Z] ).+$/gm);
    expect(symbols?.length).toBeGreaterThan(30);
    expect(symbols?.filter((symbol) => !/^_?(cold|cough)_/.test(symbol))).toEqual([]);
  });

  it.skipIf(!isInstalled("arm-none-eabi-gcc"))("builds for a board", () => {
    const folder = writeSoundProject(networkOver(STREAM), "made", 1);
    writeFileSync(join(folder, "arm.cmake"), TOOLCHAIN);
    const options = ["-DCMAKE_TOOLCHAIN_FILE=arm.cmake", "-DCMAKE_BUILD_TYPE=MinSizeRel"];
    run("cmake", ["-S", ".", "-B", "build", ...options], folder);
    run("cmake", ["--build", "build"], folder);
    expect(run("arm-none-eabi-size", ["build/libmade.a"], folder)).toMatch(/made\.c/);
  });

  it("of Zephyr names files that are there: with functions of its names that do the same in plain CMake", () => {
    const folder = writeSoundProject(networkOver(STREAM), "made", 1);
    const [, place] = /cmake: (\S+)/.exec(readFileSync(join(folder, "zephyr/module.yml"), "utf8")) as RegExpExecArray;
    mkdirSync(join(folder, "application"));
    writeFileSync(join(folder, "application/CMakeLists.txt"), ZEPHYR_STAND_IN.replace("PLACE", `../${place}`));
    run("cmake", ["-S", "application", "-B", "build"], folder);
    run("cmake", ["--build", "build"], folder);
    expect(run("nm", ["build/module/libmade.a"], folder)).toContain("made_feed");
  });
});

const ARDUINO = "/usr/share/arduino/hardware";

describe.skipIf(!isInstalled("arduino-builder", "-version"))("library.properties", () => {
  it("makes a library that Arduino's builder finds by its header and compiles without a warning, with its sketch", () => {
    const folder = emptyFolder();
    const network = madeNetworks()["sparse"] as never;
    cpSync(writeProject(network, "made"), join(folder, "libraries/made"), { recursive: true });
    mkdirSync(join(folder, "build"));
    const options = [
      "-compile -verbose -warnings all -tools /usr/bin -libraries libraries",
      `-hardware /usr/share/arduino-builder -hardware ${ARDUINO} -fqbn arduino:avr:mega:cpu=atmega2560`,
      "-prefs=runtime.tools.avr-gcc.path=/usr -prefs=runtime.tools.ctags.path=/usr/bin",
      // Debian's C library for AVR is older than its Arduino core.
      "-prefs=compiler.cpp.extra_flags=-DDECIMAL_DIG=17",
    ].flatMap((line) => line.split(" "));
    const sketch = "libraries/made/examples/classify/classify.ino";
    const builder = attempt("arduino-builder", [...options, "-build-path", join(folder, "build"), sketch], folder);
    expect(builder.status, builder.stderr).toBe(0);
    expect(builder.stdout).toMatch(/Using library made at version 1\.0\.0/);
    expect(builder.stderr.split("\n").filter((line) => /warning/.test(line) && !line.startsWith(ARDUINO))).toEqual([]);
  });
});

const MOVED = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "made.h"

static int16_t pcm[20000];
static float all[MADE_FEATURES], pieces[MADE_FEATURES];
static uint32_t chance = 7;

static int32_t below(int32_t bound) {
  chance = chance * 1664525u + 1013904223u;
  return (int32_t)((chance >> 8) % (uint32_t)bound);
}

static int16_t sample(int kind, int n) {
  switch (kind) {
    case 0: return 0;
    case 1: return n / 50 % 2 == 0 ? 32767 : -32768;
    case 2: return -32768;
    case 3: return n == 3000 ? 32767 : 0;
    case 4: return (int16_t)(n % (100 + n / 2000) < 4 ? 9000 : below(64));
    default: return (int16_t)(below(65536) - 32768);
  }
}

static made_state_t *fresh(const made_state_t *from) {
  made_state_t *state = (made_state_t *)malloc(sizeof *state);
  memset(state, 0xa5, sizeof *state);
  if (from == NULL) {
    made_init(state);
  } else {
    memcpy(state, from, sizeof *state);
  }
  return state;
}

int main(void) {
  int same = 0, cases = 0;
  for (int kind = 0; kind < 6; kind++) {
    for (int n = 0; n < 20000; n++) pcm[n] = sample(kind, n);
    for (int t = 0; t < 4; t++, cases++) {
      const int32_t total = t == 0 ? 20000 : t == 1 ? 959 + below(3) : below(20000);
      made_state_t *state = fresh(NULL);
      made_feed(state, pcm, (size_t)total);
      const made_status_t first = made_features(state, all);
      free(state);
      state = fresh(NULL);
      for (int32_t at = 0; at < total;) {
        int32_t count = below(t == 3 ? 9 : 1500);
        count = count < total - at ? count : total - at;
        made_feed(state, count == 0 ? NULL : pcm + at, (size_t)count);
        at += count;
        made_state_t *moved = fresh(state);
        free(state);
        state = moved;
        if (below(40) == 0) made_features(state, pieces);
      }
      const made_status_t second = made_features(state, pieces);
      same += first == second && (first != MADE_OK || memcmp(all, pieces, sizeof all) == 0);
      free(state);
    }
  }
  printf("%d of %d\\n", same, cases);
  return 0;
}
`;

/** Sets bits of the control register of SSE before main: flush to zero, denormals are zeros, or rounding down. */
function coreWith(bits: string): string {
  return `#include <xmmintrin.h>
__attribute__((constructor)) static void set(void) { _mm_setcsr(_mm_getcsr() | ${bits}); }
`;
}

const TWO_NETWORKS_CMAKE = `cmake_minimum_required(VERSION 3.13)
project(firmware C CXX)
add_subdirectory(cold)
add_subdirectory(cough)
add_executable(firmware main.cpp)
target_link_libraries(firmware PRIVATE cold cough)
`;

const TWO_NETWORKS = `#include <cstdio>
#include "cold.h"
#include "cough.h"
static cold_state_t cold;
static cough_state_t cough;
int main() {
  std::printf("%d %d\\n", static_cast<int>(cold_selftest(&cold)), static_cast<int>(cough_selftest(&cough)));
  return 0;
}
`;

const TOOLCHAIN = `set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_C_FLAGS_INIT "-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -Wall -Wextra -Werror")
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
`;

const ZEPHYR_STAND_IN = `cmake_minimum_required(VERSION 3.13)
project(application C)
set(CONFIG_MADE_NETWORK y)
macro(zephyr_library_named name)
  set(current \${name})
  add_library(\${name} STATIC)
endmacro()
macro(zephyr_include_directories)
  include_directories(\${ARGN})
endmacro()
macro(zephyr_library_sources)
  target_sources(\${current} PRIVATE \${ARGN})
endmacro()
macro(zephyr_library_compile_options)
  target_compile_options(\${current} PRIVATE \${ARGN})
endmacro()
add_subdirectory(PLACE module)
`;

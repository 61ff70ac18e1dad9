/**
 * The exported C on other processors, big-endian ones among them, by cross compilers and the emulators of single programs.
 *
 * A machine whose compiler or emulator is missing is skipped; CI has none of them (Debian: gcc-12-s390x-linux-gnu and its like with
 * libc6-dev-s390x-cross, qemu-user-static; they conflict with gcc-multilib).
 */

import { describe, expect, it } from "vitest";
import { bitsOfSound, networkOver, writeSoundProject } from "./made-project.ts";
import { bytesOf, madeSounds, recordings } from "./sounds.ts";
import { isInstalled, run } from "./tools.ts";

const MACHINES = [
  ["aarch64-linux-gnu", "aarch64"],
  ["arm-linux-gnueabihf", "arm"],
  ["riscv64-linux-gnu", "riscv64"],
  ["powerpc64le-linux-gnu", "ppc64le"],
  ["powerpc-linux-gnu", "ppc"],
  ["s390x-linux-gnu", "s390x"],
  ["mips-linux-gnu", "mips"],
] as const;

const tried = MACHINES.map(([target, machine]) => ({
  compiler: `${target}-gcc-12`,
  emulator: `qemu-${machine}-static`,
}));
const SOURCES = ["made.c", "made_tables.c", "made_selftest.c", "examples/host/main.c"];

/** Samples as bytes in the order of a machine. */
function bytesFor(pcm: Int16Array, isBig: boolean): Buffer {
  const bytes = Buffer.from(bytesOf(pcm));
  return isBig ? bytes.swap16() : bytes;
}

describe.each(tried)("on another machine: $compiler", ({ compiler, emulator }) => {
  const network = networkOver(/_sma(_de)?(\[[0-9]\])?_(amean|lpc1|quartile1|peakMeanAbs|flatness|skewness|qregc2)$/);
  const isBig = /^(s390x|mips|powerpc)-/.test(compiler);

  const isHere = isInstalled(compiler) && isInstalled(emulator);

  it.skipIf(!isHere).each([
    ["with the flag of the build files", ["-std=gnu99", "-O2", "-ffp-contract=off"]],
    ["by the pragma alone", ["-std=gnu11", "-O3"]],
  ])("has the bits of coldpress, %s", (_, flags) => {
    const folder = writeSoundProject(network, "made", 4);
    run(compiler, ["-static", ...flags, "-I.", ...SOURCES, "-o", "host", "-lm"], folder);
    expect(run(emulator, ["./host", "--selftest"], folder)).toContain("bit for bit");
    for (const [name, pcm] of [...madeSounds().slice(-4), ...recordings(4)]) {
      const lines = run(emulator, ["./host", "--features"], folder, bytesFor(pcm, isBig)).trimEnd().split("\n");
      const bits = lines.map((line) => line.slice(0, 8));
      const { features, probabilities } = bitsOfSound(network, pcm.subarray(0, 4 * 16_000));
      expect(bits, name).toEqual([...features, ...probabilities]);
    }
  });
});

/**
 * `coldpress lld`: the contours of one recording, 65 smoothed low-level descriptors and their deltas, one row per 10 ms.
 */

import type { Command } from "commander";
import { decodeWav } from "../../audio/decode-wav.ts";
import type { Signal } from "../../audio/signal.ts";
import { UserError } from "../../core/errors.ts";
import { type Contours, extractContours } from "../../features/compare2016/extract.ts";
import { shortestDecimal } from "../../table/index.ts";
import { writeFileAtomically } from "../atomic-file.ts";
import { readWholeFile } from "../read-file.ts";

interface LldFlags {
  readonly out: string;
  readonly nativeRate?: boolean;
}

export function register(program: Command): void {
  program
    .command("lld")
    .argument("<file>", "a WAV file")
    .description("contours of a recording: 65 descriptors and their deltas every 10 ms, as CSV")
    .requiredOption("--out <file>", "where the contours go")
    .option("--native-rate", "analyse the recording at its own rate instead of resampling it to 16 kHz")
    .addHelpText("after", "\nExample:\n  coldpress lld cough.wav --out contours.csv")
    .action(run);
}

function run(file: string, { out, nativeRate = false }: LldFlags): void {
  const contours = named(file, () => extractContours(recordingIn(file), { nativeRate }));
  writeFileAtomically(out, contoursCsv(contours));
  process.stderr.write(`${out}: ${contours.values[0]?.length} frames x ${contours.names.length} contours\n`);
}

function recordingIn(file: string): Signal {
  return decodeWav(readWholeFile(file));
}

/** What the library says about a recording, with the file's name in front. */
function named<Result>(file: string, compute: () => Result): Result {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof UserError) || error.message.startsWith(file)) throw error;
    throw new UserError(`${file}: ${error.message}`, { cause: error });
  }
}

/** Columns: time of the frame's begin in seconds, then the contours. */
function* contoursCsv({ names, values, hopSeconds }: Contours): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(`${["frameTime", ...names].join(",")}\n`);
  const frames = values[0]?.length ?? 0;
  for (let frame = 0; frame < frames; frame++) {
    const time = (frame * hopSeconds).toFixed(2);
    yield encoder.encode(`${[time, ...values.map((contour) => shortestDecimal(contour[frame]))].join(",")}\n`);
  }
}

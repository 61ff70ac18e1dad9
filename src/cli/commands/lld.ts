/**
 * `coldpress lld`: the contours of one recording, 65 smoothed low-level descriptors and their deltas, one row per 10 ms.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { amplitudeFindings } from "../../corpus/amplitudes.ts";
import { measureRecording } from "../../corpus/recording-measures.ts";
import { type ContourOptions, type Contours, extractContours } from "../../features/compare2016/extract.ts";
import { DEFAULT_PROFILE, FEATURE_PROFILES, type FeatureProfile } from "../../features/feature-profile.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { decodeRecording } from "../../node/installed-decoder.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { shortestDecimal } from "../../table/shortest-decimal.ts";
import { choice } from "../options/option-parsers.ts";
import { outExtension } from "../options/out-file.ts";
import { PROFILE_HELP, refuseNativeDevice } from "../options/profile-option.ts";
import { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";

interface LldFlags {
  readonly out: string;
  readonly nativeRate?: boolean;
  readonly profile?: FeatureProfile;
}

export function register(command: Command): void {
  command
    .argument("<file>", "a WAV file, or FLAC, MP3, Ogg, M4A where audio-decode is installed")
    .requiredOption("--out <file>", "where the contours go (.csv)")
    .option("--native-rate", "analyse the recording at its own rate instead of resampling it to 16 kHz")
    .option("--profile <profile>", PROFILE_HELP, choice(FEATURE_PROFILES))
    .addHelpText("after", "\nExample:\n  coldpress lld cough.wav --out contours.csv")
    .action(run);
}

async function run(file: string, { out, nativeRate = false, profile = DEFAULT_PROFILE }: LldFlags): Promise<void> {
  outExtension("lld", out, [".csv"]);
  refuseNativeDevice(nativeRate, profile);
  const contours = await contoursIn(file, { nativeRate, profile });
  writeFileAtomically(out, contoursCsv(contours));
  process.stderr.write(`${out}: ${contours.values[0]?.length} frames x ${contours.names.length} contours\n`);
}

/** What the library says about a recording gets the file's name in front. */
async function contoursIn(file: string, options: ContourOptions): Promise<Contours> {
  const bytes = readWholeFile(file);
  try {
    const signal = await decodeRecording(bytes);
    sayFindings(amplitudeFindings([file], [measureRecording(signal)]), new Progress({ quiet: false }));
    return extractContours(signal, { ...options, largestAmplitude: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
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

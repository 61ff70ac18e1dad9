/**
 * A file that a person chose: asked how long it is before it is read, and decoded by the browser where our readers cannot.
 */

import type { Decode } from "./listener-client.ts";
import { LONGEST_SECONDS, type ToListener } from "./messages.ts";
import { Problem, reasonOf } from "./problem.ts";

/** Larger files are not read at all: 10 minutes of stereo at 48 kHz and 32 bits. */
const LARGEST_BYTES = 230e6;
/** A rate for files that do not say theirs; the browser resamples to it. */
const USUAL_RATE_HZ = 48_000;
const LONGEST_WAIT_MS = 3000;

/** What the worker gets of a file. @throws Problem if it is too much for this page, empty, or cannot be read. */
export async function recordingIn(file: File): Promise<ToListener> {
  if (file.size > LARGEST_BYTES)
    throw new Problem("tooLarge", { megabytes: Math.ceil(file.size / 1e6), most: LARGEST_BYTES / 1e6 });
  const bytes = await bytesOf(file);
  if (bytes.length === 0) throw new Problem("emptyFile", { name: file.name });
  if (await isTooLong(file)) throw new Problem("tooLong", { minutes: LONGEST_SECONDS / 60 });
  return { kind: "file", bytes };
}

async function bytesOf(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    // It went away, may not be read, or is a folder; only the browser knows which.
    throw new Problem("unreadable", { name: file.name, reason: reasonOf(error) });
  }
}

/** Whether a file is too long to be decoded, as far as the browser can say without decoding it. */
async function isTooLong(file: File): Promise<boolean> {
  const address = URL.createObjectURL(file);
  try {
    return (await durationSeconds(address)) > LONGEST_SECONDS;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** 0 where the browser does not know. */
function durationSeconds(address: string): Promise<number> {
  return new Promise((resolve) => {
    const player = new Audio();
    player.preload = "metadata";
    player.onloadedmetadata = () => resolve(Number.isFinite(player.duration) ? player.duration : 0);
    player.onerror = () => resolve(0);
    setTimeout(() => resolve(0), LONGEST_WAIT_MS);
    player.src = address;
  });
}

/** The browser's decoder; it only resamples where the file's own rate is not known. */
export const decodeInBrowser: Decode = async (bytes, sampleRateHz = USUAL_RATE_HZ) => {
  try {
    const context = new OfflineAudioContext(1, 1, sampleRateHz);
    const decoded = await context.decodeAudioData(bytes.slice().buffer);
    const channels = Array.from({ length: decoded.numberOfChannels }, (_, c) => decoded.getChannelData(c));
    return { kind: "decoded", channels, sampleRateHz: decoded.sampleRate };
  } catch (error) {
    return { kind: "undecodable", reason: reasonOf(error) };
  }
};

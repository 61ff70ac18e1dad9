/**
 * A file that a person chose: asked how long it is before it is read, and decoded by the browser where our readers cannot.
 */

import type { Decode } from "./listener-client.ts";
import { LONGEST_SECONDS } from "./messages.ts";

/** Larger files are not read at all: 10 minutes of stereo at 48 kHz and 32 bits. */
export const LARGEST_BYTES = 230e6;
/** Smaller files cannot be too long for memory, in whatever format. */
const SMALL_BYTES = 4e6;
/** A rate for files that do not say theirs; the browser resamples to it. */
const USUAL_RATE_HZ = 48_000;
const LONGEST_WAIT_MS = 3000;

/** Whether a file is too long to be decoded, as far as the browser can say without decoding it. */
export async function isTooLong(file: File): Promise<boolean> {
  if (file.size < SMALL_BYTES) return false;
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
    return { kind: "undecodable", reason: error instanceof Error ? error.message : String(error) };
  }
};

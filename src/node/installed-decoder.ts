/**
 * Recordings of all formats: WAV always, the others by the package audio-decode where it is installed.
 */

import { audioFormat } from "../audio/audio-format.ts";
import { type AudioDecoder, decodeAudio } from "../audio/decode-audio.ts";
import type { Signal } from "../audio/signal.ts";
import { UserError } from "../core/errors.ts";

/** The sound of a file's bytes. @throws UserError if they are no audio, or audio-decode is needed and not installed. */
export async function decodeRecording(bytes: Uint8Array): Promise<Signal> {
  return decodeAudio(bytes, audioFormat(bytes) === undefined ? undefined : await installedDecoder());
}

async function installedDecoder(): Promise<AudioDecoder | undefined> {
  try {
    const { default: decode } = await import("audio-decode");
    return async (bytes) => {
      const { channelData, sampleRate } = await quietly(() => decode(bytes));
      if (channelData === undefined)
        throw new UserError("another version of audio-decode is installed than 3: npm install audio-decode@3");
      return { channels: channelData, sampleRateHz: sampleRate };
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_MODULE_NOT_FOUND" && message.includes("'audio-decode'")) return undefined;
    throw new UserError(`audio-decode is installed but cannot be loaded: ${message}`, { cause: error });
  }
}

/** The result, with a silent console: decoders write two lines there for each damaged frame. */
async function quietly<Result>(run: () => Promise<Result>): Promise<Result> {
  const { log, warn, error } = console;
  const silent = () => {};
  Object.assign(console, { log: silent, warn: silent, error: silent });
  try {
    return await run();
  } finally {
    Object.assign(console, { log, warn, error });
  }
}

/**
 * The microphone at the device's own rate, with nothing done to its sound: resampling is ours, so that every browser gives
 * the same bits (Firefox before 148 cannot change the rate of a stream at all).
 */

import type { TextName } from "./texts.ts";

/** What browsers do to a voice unless told not to; all of it changes level and noise. */
const PROCESSING = ["echoCancellation", "noiseSuppression", "autoGainControl"] as const;

export interface MicrophoneSound {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** What the browser does to the sound, or does not say that it leaves out. */
  readonly processed: readonly (typeof PROCESSING)[number][];
}

export interface OpenMicrophone {
  readonly sampleRateHz: number;
  /** Ends the recording. */
  stop(): Promise<MicrophoneSound>;
}

/** Why there is no microphone, as a sentence of the page. */
export class MicrophoneError extends Error {
  readonly text: TextName;

  constructor(text: TextName) {
    super(text);
    this.text = text;
  }
}

const REASONS: Readonly<Record<string, TextName>> = {
  NotAllowedError: "microphoneRefused",
  SecurityError: "microphoneRefused",
  NotFoundError: "microphoneMissing",
  OverconstrainedError: "microphoneMissing",
};

/**
 * Begins to record; the browser asks the person first.
 *
 * @param onBlock  Gets each block of samples, about 20 a second.
 * @throws MicrophoneError
 */
export async function openMicrophone(onBlock: (samples: Float32Array) => void): Promise<OpenMicrophone> {
  if (!navigator.mediaDevices?.getUserMedia || !globalThis.AudioWorkletNode)
    throw new MicrophoneError("noMicrophoneApi");
  // Before anything is waited for: Safari lets a context run only if it is made in the tap.
  const context = new AudioContext();
  let stream: MediaStream | undefined;
  try {
    await context.resume();
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { ...Object.fromEntries(PROCESSING.map((name) => [name, false])), channelCount: 1 },
    });
    await context.audioWorklet.addModule("recorder.js");
    return recordInto(context, stream, onBlock);
  } catch (error) {
    for (const track of stream?.getTracks() ?? []) track.stop();
    await context.close();
    throw new MicrophoneError(REASONS[(error as Error).name] ?? "microphoneBusy");
  }
}

function recordInto(
  context: AudioContext,
  stream: MediaStream,
  onBlock: (samples: Float32Array) => void,
): OpenMicrophone {
  const blocks: Float32Array[] = [];
  const recorder = new AudioWorkletNode(context, "recorder", {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: "explicit",
  });
  const ended = new Promise<void>((resolve) => {
    recorder.port.onmessage = ({ data }: MessageEvent<Float32Array | null>) => {
      if (data === null) return resolve();
      blocks.push(data);
      onBlock(data);
    };
  });
  context.createMediaStreamSource(stream).connect(recorder);
  return {
    sampleRateHz: context.sampleRate,
    async stop() {
      recorder.port.postMessage("stop");
      await ended;
      const settings: Readonly<Record<string, unknown>> = { ...stream.getAudioTracks()[0]?.getSettings() };
      const processed = PROCESSING.filter((name) => settings[name] !== false);
      for (const track of stream.getTracks()) track.stop();
      await context.close();
      return { samples: joined(blocks), sampleRateHz: context.sampleRate, processed };
    },
  };
}

function joined(blocks: readonly Float32Array[]): Float32Array {
  const samples = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let end = 0;
  for (const block of blocks) {
    samples.set(block, end);
    end += block.length;
  }
  return samples;
}

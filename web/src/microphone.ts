/**
 * The microphone at the device's own rate, with nothing done to its sound: resampling is ours, so that every browser gives
 * the same bits (Firefox before 148 cannot change the rate of a stream at all).
 */

import type { TextName } from "./language.ts";
import { Problem } from "./problem.ts";

/** What browsers do to a voice unless told not to; all of it changes level and noise. */
const PROCESSING = ["echoCancellation", "noiseSuppression", "autoGainControl"] as const;

export interface MicrophoneSound {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** What the browser does to the sound, or does not say that it leaves out. */
  readonly processed: readonly (typeof PROCESSING)[number][];
  /** Whether it ended by itself, as when it is unplugged. */
  readonly brokeOff: boolean;
}

export interface OpenMicrophone {
  readonly sampleRateHz: number;
  /** Ends the recording. */
  stop(): Promise<MicrophoneSound>;
}

const REASONS: Readonly<Record<string, TextName>> = {
  NotAllowedError: "microphoneRefused",
  SecurityError: "microphoneRefused",
  NotFoundError: "microphoneMissing",
  OverconstrainedError: "microphoneMissing",
};

/** Longest wait for the browser's sound to run: Firefox waits for ever where there is no loudspeaker. */
const LONGEST_START_MS = 5000;
/** Longest wait for the audio thread's last words; it has none where the device took it along. */
const LAST_WORDS_MS = 1000;

export interface MicrophoneListener {
  /** Gets each block of samples, about 20 a second. */
  block(samples: Float32Array): void;
  /** The microphone has stopped by itself: nothing more will come. */
  brokeOff(): void;
}

/** Begins to record; the browser asks the person first. @throws Problem if there is no microphone to be had. */
export async function openMicrophone(listener: MicrophoneListener): Promise<OpenMicrophone> {
  if (!navigator.mediaDevices?.getUserMedia || !globalThis.AudioWorkletNode) throw new Problem("noMicrophoneApi");
  // Before anything is waited for: Safari lets a context run only if it is made in the tap.
  const context = new AudioContext();
  let stream: MediaStream | undefined;
  try {
    const runs = context.resume();
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { ...Object.fromEntries(PROCESSING.map((name) => [name, false])), channelCount: 1 },
    });
    await context.audioWorklet.addModule("recorder.js");
    await Promise.race([runs, waited(LONGEST_START_MS)]);
    if (context.state !== "running") throw new Problem("noLoudspeaker");
    return recordInto(context, stream, listener);
  } catch (error) {
    end(context, stream);
    throw error instanceof Problem ? error : new Problem(REASONS[(error as Error).name] ?? "microphoneBusy");
  }
}

/** Lets the microphone go. Nobody waits for it: Firefox does not close a context that never ran. */
function end(context: AudioContext, stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
  context.close().catch(() => undefined);
}

function waited(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function recordInto(context: AudioContext, stream: MediaStream, listener: MicrophoneListener): OpenMicrophone {
  const [track] = stream.getAudioTracks();
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
      listener.block(data);
    };
  });
  let brokeOff = false;
  const breakOff = () => {
    brokeOff = true;
    listener.brokeOff();
  };
  // The page's own stop does not fire it.
  track?.addEventListener("ended", breakOff);
  // A phone call takes the sound away and gives it back: what comes after would be glued to what came before.
  context.addEventListener("statechange", () => {
    // Firefox tells the start too, after the promise of `resume` has been kept; our own end is told as well.
    if (context.state !== "running" && context.state !== "closed") breakOff();
  });
  context.createMediaStreamSource(stream).connect(recorder);
  return {
    sampleRateHz: context.sampleRate,
    async stop() {
      recorder.port.postMessage("stop");
      await Promise.race([ended, waited(LAST_WORDS_MS)]);
      const settings: Readonly<Record<string, unknown>> = { ...track?.getSettings() };
      const processed = PROCESSING.filter((name) => settings[name] !== false);
      end(context, stream);
      return { samples: joined(blocks), sampleRateHz: context.sampleRate, processed, brokeOff };
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

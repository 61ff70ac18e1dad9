/**
 * The worker: from a recording to an answer. One path for files and for the microphone, whose sound becomes a WAV file
 * first: saved and dropped again it gives the same answer.
 */

import {
  type AudioDecoder,
  checkSound,
  decodeAudio,
  decodeWav,
  encodeWav,
  resample,
  type Signal,
} from "coldpress/audio";
import { Compare2016Extractor, extractContours } from "coldpress/features";
import { type LoadedNetwork, loadNetwork } from "coldpress/runtime";
import {
  type Answer,
  type Drawing,
  type FromListener,
  type Heard,
  LONGEST_SECONDS,
  type ToListener,
} from "./messages.ts";
import { reasonOf } from "./problem.ts";

/** The parts of a worker that are used here. */
interface WorkerScope {
  postMessage(message: FromListener): void;
  addEventListener(type: "message", listen: (event: MessageEvent<ToListener>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;

/** The rate for which the features are meant. */
const FEATURES_RATE_HZ = 16_000;
const SHORTEST_SECONDS = 0.06;
const DRAWN_PARTS = 400;
const PITCH = "F0final_sma";
const LOUDNESS = "audspec_lengthL1norm_sma";

interface Listener {
  readonly network: LoadedNetwork;
  readonly extractor: Compare2016Extractor;
}

let listener: Promise<Listener> | undefined;
type DecodedAudio = Awaited<ReturnType<AudioDecoder>>;

let decoding: { resolve(decoded: DecodedAudio): void; reject(reason: Error): void } | undefined;

scope.addEventListener("message", ({ data }) => {
  if (data.kind === "model") begin(data.container);
  else if (data.kind === "decoded") decoding?.resolve(data);
  else if (data.kind === "undecodable") decoding?.reject(new Error(data.reason));
  else void answer(data).then((heard) => scope.postMessage({ kind: "heard", heard }));
});

function begin(container: Uint8Array): void {
  listener = loadNetwork(container).then((network) => ({
    network,
    extractor: new Compare2016Extractor({ only: network.features, profile: network.profile ?? "reference" }),
  }));
  listener.then(
    () => scope.postMessage({ kind: "ready" }),
    (error: unknown) => scope.postMessage({ kind: "unable", reason: reasonOf(error) }),
  );
}

type Recording = Extract<ToListener, { readonly kind: "file" | "sound" }>;

async function answer(recording: Recording): Promise<Heard> {
  if (recording.kind === "sound" && recording.samples.length === 0) return { kind: "tooShort", seconds: 0 };
  let wav: Uint8Array | null = null;
  let signal: Signal;
  try {
    if (recording.kind === "sound") wav = encodeWav(recording);
    signal = recording.kind === "sound" ? decodeWav(wav as Uint8Array) : await decodeAudio(recording.bytes, askPage);
  } catch (error) {
    return { kind: "noSound", reason: reasonOf(error) };
  }
  try {
    return hear(signal, await (listener as Promise<Listener>), wav);
  } catch (error) {
    return { kind: "noAnswer", reason: reasonOf(error) };
  }
}

/** The browser's decoder, which only the page has. */
const askPage: AudioDecoder = (bytes, sampleRateHz) =>
  new Promise((resolve, reject) => {
    decoding = { resolve, reject };
    scope.postMessage({ kind: "decode", bytes, sampleRateHz });
  });

function hear(sound: Signal, { network, extractor }: Listener, wav: Uint8Array | null): Heard {
  const seconds = sound.samples.length / sound.sampleRateHz;
  if (seconds < SHORTEST_SECONDS) return { kind: "tooShort", seconds };
  if (seconds > LONGEST_SECONDS) return { kind: "tooLong" };
  const check = checkSound(sound);
  if (check.doubts.includes("silent")) return { kind: "silent" };
  const signal = resample(sound, FEATURES_RATE_HZ);
  const features = extractor.extract(signal).values;
  const answer: Answer = {
    kind: "answer",
    check,
    features,
    probabilities: network.predict(features),
    drawing: drawingOf(signal, extractor),
    wav,
  };
  return answer;
}

/** Contours of the profile of the features: the page of a network carries the kernels of no other. */
function drawingOf(signal: Signal, { profile }: Compare2016Extractor): Drawing {
  const { names, values } = extractContours(signal, { only: [PITCH, LOUDNESS], profile });
  const contour = (name: string) => values[names.indexOf(name)];
  return { ...envelope(signal.samples), pitch: contour(PITCH), loudness: contour(LOUDNESS) };
}

function envelope(samples: Float32Array): Pick<Drawing, "lows" | "highs"> {
  const parts = Math.min(DRAWN_PARTS, samples.length);
  const lows = new Float32Array(parts);
  const highs = new Float32Array(parts);
  for (let part = 0; part < parts; part++) {
    const end = Math.floor(((part + 1) * samples.length) / parts);
    for (let n = Math.floor((part * samples.length) / parts); n < end; n++) {
      lows[part] = Math.min(lows[part], samples[n]);
      highs[part] = Math.max(highs[part], samples[n]);
    }
  }
  return { lows, highs };
}

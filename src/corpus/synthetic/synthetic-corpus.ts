/**
 * The embedded corpus: synthetic speakers with and without a cold, in the shape of URTIC.
 *
 * Three partitions with disjoint speakers of equal number; 37 of 210 speakers of a partition have a cold and give 26
 * recordings each, the others 49, so that about 10 % of the recordings are cold. At full scale: 630 speakers and 28,350
 * recordings. Each recording is spoken when `render` is called for it, from its own random stream: neither the order of
 * the calls nor the number of threads changes a sample. EVERYTHING HERE IS SYNTHETIC: no result on it says anything
 * about people.
 *
 * Source  B. Schuller et al. 2017, "The INTERSPEECH 2017 Computational Paralinguistics Challenge: Addressee, Cold & Snoring":
 *         630 speakers (382 men), 210 a partition, 37 of them with a cold; 970 of 9,505 recordings of train are cold.
 */

import type { Signal } from "../../audio/signal.ts";
import { UserError } from "../../core/errors.ts";
import type { Random } from "../../core/random.ts";
import { boundedNormal } from "./bounded-normal.ts";
import { drawCold, HEALTHY, type Health, voiceInHealth } from "./cold.ts";
import { drawMicrophones, type Microphone, record } from "./microphone.ts";
import { drawSentence } from "./sentence.ts";
import { drawSpeaker, SPEAKER_DEFAULTS } from "./speaker.ts";
import { synthesizeUtterance } from "./utterance.ts";
import type { Sex, Voice } from "./voice.ts";

export type SyntheticPartition = "train" | "devel" | "test";

/** A recording of the synthetic corpus: who says it, and how ill the speaker is. Its sound is rendered on demand. */
export interface SyntheticRecording {
  /** File name without extension, as in URTIC: `train_0001`. */
  readonly id: string;
  readonly label: "C" | "NC";
  readonly speaker: string;
  readonly partition: SyntheticPartition;
  /** Global severity on the WURSS-24, 0 to 7; C from 1 upwards. */
  readonly severity: number;
}

/** The plan of a corpus, and the sound of each of its recordings on demand. */
export interface SyntheticCorpus {
  readonly recordings: readonly SyntheticRecording[];
  /** The sound of one recording, spoken anew at each call: mostly 2 to 5 s at 16 kHz, on the grid of 16-bit PCM. */
  readonly render: (index: number) => Signal;
}

/** Size of a synthetic corpus. */
export interface SyntheticCorpusOptions {
  /** Speakers in all three partitions together, at least 12; 630 is the size of URTIC. */
  readonly speakers: number;
  /** Mean number of recordings per speaker, at least 2; 45 is that of URTIC. */
  readonly recordingsPerSpeaker: number;
}

/** A corpus that is synthesised, analysed and learned within minutes. */
export const SYNTHETIC_CORPUS_DEFAULTS: SyntheticCorpusOptions = { speakers: 360, recordingsPerSpeaker: 4 };

const PARTITIONS: readonly SyntheticPartition[] = ["train", "devel", "test"];
const SHARE_OF_COLD_SPEAKERS = 37 / 210;
/** Recordings of a speaker with and without a cold, relative to the mean of all: 970/37 and 8535/173 over 9505/210. */
const RELATIVE_COUNT = { C: 970 / 37 / (9505 / 210), NC: 8535 / 173 / (9505 / 210) };
/** The number of recordings of a speaker varies by up to this share. */
const COUNT_SPREAD = 0.25;
const MIN_SPEAKERS = 12;
const MIN_RECORDINGS = 2;

interface Speaker {
  readonly name: string;
  readonly partition: SyntheticPartition;
  readonly voice: Voice;
  readonly health: Health;
}

/**
 * The plan of a synthetic corpus and the means to speak it; two calls with equal arguments give equal corpora.
 *
 * @param given  What is not given is as in SYNTHETIC_CORPUS_DEFAULTS.
 * @throws UserError if there are fewer than 12 speakers, or fewer than 2 recordings per speaker.
 * @example
 * const { recordings, render } = syntheticCorpus({ speakers: 60 }, new Random(1));
 * writeFileSync(`${recordings[0].id}.wav`, encodeWav(render(0)));
 */
export function syntheticCorpus(given: Partial<SyntheticCorpusOptions>, random: Random): SyntheticCorpus {
  const options = { ...SYNTHETIC_CORPUS_DEFAULTS, ...given };
  checkOptions(options);
  const speakers = PARTITIONS.flatMap((partition, i) => {
    const share = (end: number) => Math.round((options.speakers * end) / PARTITIONS.length);
    return drawSpeakers(partition, share(i), share(i + 1), random.fork(partition));
  });
  const planned = PARTITIONS.flatMap((partition) => {
    const own = speakers.filter((speaker) => speaker.partition === partition);
    return recordingsOf(own, options.recordingsPerSpeaker, random.fork(`recordings of ${partition}`));
  });
  return {
    recordings: planned.map(({ recording }) => recording),
    render: (index) => {
      const plan = planned[index];
      if (plan === undefined)
        throw new RangeError(`render: index must be from 0 to ${planned.length - 1}, got ${index}`);
      return renderRecording(plan, random.fork(plan.recording.id));
    },
  };
}

function checkOptions({ speakers, recordingsPerSpeaker }: SyntheticCorpusOptions): void {
  if (!Number.isInteger(speakers) || speakers < MIN_SPEAKERS) {
    throw new UserError(`syntheticCorpus: speakers must be an integer of at least ${MIN_SPEAKERS}, got ${speakers}`);
  }
  if (!(recordingsPerSpeaker >= MIN_RECORDINGS) || recordingsPerSpeaker > 1000) {
    throw new UserError(
      `syntheticCorpus: recordingsPerSpeaker must be from ${MIN_RECORDINGS} to 1000, got ${recordingsPerSpeaker}`,
    );
  }
}

/** Speakers number `first` + 1 to `end` of the corpus. Sex is balanced within each class, so that it predicts nothing. */
function drawSpeakers(partition: SyntheticPartition, first: number, end: number, random: Random): Speaker[] {
  const count = end - first;
  const coldCount = Math.max(1, Math.round(SHARE_OF_COLD_SPEAKERS * count));
  const kinds = random.shuffle([
    ...sexes(coldCount).map((sex) => ({ sex, cold: true })),
    ...sexes(count - coldCount).map((sex) => ({ sex, cold: false })),
  ]);
  return kinds.map(({ sex, cold }, i) => {
    const name = `S${String(first + i + 1).padStart(3, "0")}`;
    const own = random.fork(name);
    return {
      name,
      partition,
      voice: drawSpeaker(own.fork("voice"), sex),
      health: cold ? drawCold(own.fork("cold")) : HEALTHY,
    };
  });
}

function sexes(count: number): Sex[] {
  const men = Math.round(SPEAKER_DEFAULTS.shareOfMen * count);
  return Array.from({ length: count }, (_, i) => (i < men ? "male" : "female"));
}

/** A recording, and all that is needed to make it. */
interface Planned {
  readonly speaker: Speaker;
  readonly microphone: Microphone;
  readonly recording: SyntheticRecording;
}

/** The recordings of one partition in random order, numbered from 1, as the file names of URTIC are. */
function recordingsOf(speakers: readonly Speaker[], perSpeaker: number, random: Random): Planned[] {
  const turns = (["C", "NC"] as const).flatMap((label) => {
    const own = speakers.filter(({ health }) => label === (health.severity > 0 ? "C" : "NC"));
    const spoken = own.flatMap((speaker) => {
      const spread = 1 + COUNT_SPREAD * (2 * random.uniform() - 1);
      const count = Math.max(1, Math.round(perSpeaker * RELATIVE_COUNT[label] * spread));
      return Array.from({ length: count }, () => speaker);
    });
    const microphones = drawMicrophones(spoken.length, random.fork(`microphones ${label}`));
    return spoken.map((speaker, i) => ({ speaker, label, microphone: microphones[i] }));
  });
  return random.shuffle(turns).map(({ speaker, label, microphone }, i) => ({
    speaker,
    microphone,
    recording: {
      id: `${speaker.partition}_${String(i + 1).padStart(4, "0")}`,
      label,
      speaker: speaker.name,
      partition: speaker.partition,
      severity: speaker.health.severity,
    },
  }));
}

function renderRecording({ speaker, microphone }: Planned, random: Random): Signal {
  const { health } = speaker;
  const voice = voiceOfTheMoment(speaker.voice, random.fork("moment"));
  const sentence = drawSentence(random.fork("sentence"), voiceInHealth(voice, health).rate);
  const speech = synthesizeUtterance(voice, health, sentence, random.fork("utterance"));
  return record(speech, microphone, random.fork("noise"));
}

/** Nobody speaks two sentences alike: pitch, pace, effort and breathiness of a speaker vary between recordings. */
const WITHIN_SPEAKER = { f0Semitones: 0.7, rateLog: 0.06, effortDb: 1.5, perturbationLog: 0.2 };

function voiceOfTheMoment(voice: Voice, random: Random): Voice {
  const bounded = () => boundedNormal(random);
  const effortDb = WITHIN_SPEAKER.effortDb * bounded();
  return {
    ...voice,
    f0Hz: voice.f0Hz * 2 ** ((WITHIN_SPEAKER.f0Semitones * bounded() + 0.2 * effortDb) / 12),
    rate: voice.rate * Math.exp(WITHIN_SPEAKER.rateLog * bounded()),
    tiltDb: Math.max(0, voice.tiltDb - effortDb),
    aspirationDb: voice.aspirationDb - effortDb,
    jitterLocal: voice.jitterLocal * Math.exp(WITHIN_SPEAKER.perturbationLog * bounded()),
    shimmerLocalDb: voice.shimmerLocalDb * Math.exp(WITHIN_SPEAKER.perturbationLog * bounded()),
  };
}

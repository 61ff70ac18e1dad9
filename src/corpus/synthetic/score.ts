/**
 * From a sentence to a score: which gestures follow each other, and when.
 *
 * Durations follow stress, accent, the end of the phrase and the speaker's rate; no two tokens of a sound are alike.
 *
 * Source  D. Klatt 1976, "Linguistic uses of segmental duration in English", JASA 59(5) (stress, phrase-final
 *           lengthening by about 40 %); K. Kohler 1988, "Zeitstrukturierung in der Sprachsynthese" (German).
 */

import type { Random } from "../../core/random.ts";
import { boundedNormal } from "./bounded-normal.ts";
import { type Gesture, gesturesOf, NEUTRAL, type Placed, pause } from "./gestures.ts";
import { type Formants, mapFormants, PHONES, type Phone } from "./phones.ts";
import type { Phrase, Sentence, Syllable } from "./sentence.ts";
import type { Voice } from "./voice.ts";

/** Where the vowel of a syllable lies, for the intonation. */
export interface Nucleus {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly accented: boolean;
}

/** What a speaker's organs do over time, for one utterance. */
export interface Score {
  readonly gestures: readonly Gesture[];
  readonly nuclei: readonly Nucleus[];
  /** Start and end of each phrase, in seconds. */
  readonly phrases: readonly { readonly startSeconds: number; readonly endSeconds: number; readonly rising: boolean }[];
  readonly seconds: number;
}

const LENGTHENING_AT_END = 1.4;
/** Durations of phones.ts are those of careful speech; at this factor a voice of rate 1 speaks 5 syllables a second. */
const FLUENCY = 0.84;
const DURATION_LOG_SD = 0.12;
const LOUDNESS_SD_DB = 0.8;
/** No vowel is spoken twice alike: relative scatter of its formants. */
const TOKEN_SD = 0.035;

/** The gestures of a sentence in this voice, with silence before and after, and where its vowels and phrases lie. */
export function drawScore(sentence: Sentence, voice: Voice, random: Random): Score {
  const gestures: Gesture[] = [pause(0.08 + 0.15 * random.uniform())];
  const nuclei: Nucleus[] = [];
  const phrases: Score["phrases"][number][] = [];
  let now = gestures[0].seconds;
  sentence.phrases.forEach((phrase, index) => {
    const startSeconds = now;
    for (const { accented, placed } of place(phrase, voice, random)) {
      for (const gesture of gesturesOf(placed, voice)) {
        if (placed.phone.manner === "vowel") nuclei.push(nucleusAt(now, gesture, accented));
        gestures.push(gesture);
        now += gesture.seconds;
      }
    }
    phrases.push({ startSeconds, endSeconds: now, rising: phrase.rising });
    const silence = index === sentence.phrases.length - 1 ? 0.1 + 0.15 * random.uniform() : phrase.pauseSeconds;
    gestures.push(pause(silence));
    now += silence;
  });
  return { gestures, nuclei, phrases, seconds: now };
}

function nucleusAt(startSeconds: number, { seconds }: Gesture, accented: boolean): Nucleus {
  return { startSeconds, endSeconds: startSeconds + seconds, accented };
}

/** The sounds of a phrase with all that their neighbours and their syllable do to them. */
function place(phrase: Phrase, voice: Voice, random: Random): { accented: boolean; placed: Placed }[] {
  const sounds = phrase.syllables.flatMap((syllable, s) => syllable.phones.map((symbol) => ({ symbol, syllable, s })));
  const phones = sounds.map(({ symbol }) => phoneOf(symbol));
  return sounds.map(({ symbol, syllable, s }, i) => {
    const phone = phones[i];
    const levelDb = loudnessDb(syllable, s / phrase.syllables.length) + LOUDNESS_SD_DB * random.normal();
    const ending = s === phrase.syllables.length - 1 ? LENGTHENING_AT_END : 1;
    const placed = {
      phone,
      symbol,
      stretch: (FLUENCY * stressFactor(phone, syllable) * ending * spread(random)) / voice.rate,
      level: 10 ** (levelDb / 20),
      neighbour: neighbourOf(phones, i),
      before: sounds[i - 1]?.symbol,
      scatter: mapFormants([1, 1, 1, 1], () => 1 + TOKEN_SD * boundedNormal(random)),
    };
    return { accented: syllable.accented, placed };
  });
}

/** Level of a syllable relative to a stressed one at the beginning of the phrase. */
function loudnessDb({ accented, stressed }: Syllable, progress: number): number {
  return (accented ? 1.5 : stressed ? 0 : -2) - 3 * progress;
}

function phoneOf(symbol: string): Phone {
  const phone = PHONES[symbol];
  if (phone === undefined) throw new RangeError(`drawScore: "${symbol}" is no SAMPA symbol of the inventory`);
  return phone;
}

/** Unstressed long vowels shrink most, consonants least. */
function stressFactor(phone: Phone, syllable: Syllable): number {
  if (syllable.accented) return 1.1;
  if (syllable.stressed) return 1;
  if (phone.manner !== "vowel") return 0.88;
  return phone.seconds > 0.1 ? 0.7 : 0.9;
}

function spread(random: Random): number {
  return Math.exp(DURATION_LOG_SD * boundedNormal(random));
}

/** Formants of the next vowel of the phrase, else of the one before, else neutral. */
function neighbourOf(phones: readonly Phone[], i: number): Formants {
  const next = phones.slice(i).find((phone) => phone.manner === "vowel");
  if (next !== undefined) return next.formantsHz;
  const previous = phones.slice(0, i).findLast((phone) => phone.manner === "vowel");
  return previous === undefined ? NEUTRAL : (previous.glideToHz ?? previous.formantsHz);
}

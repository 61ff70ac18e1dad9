/**
 * Nonsense sentences with the sound shape of German: words of one to three syllables, stress on the first, reduced
 * syllables with schwa after it, one or two phrases with a pause between.
 *
 * Sounds are drawn by rough frequency of use, so that a sentence of ten syllables holds four or five nasals, as German
 * does ([n] is its most frequent consonant). Nothing that is said means anything.
 *
 * Source  K. J. Kohler 1995, "Einführung in die Phonetik des Deutschen", for the syllable's possible shapes.
 */

import type { Random } from "../../core/random.ts";

export interface Syllable {
  /** SAMPA symbols of phones.ts in order. */
  readonly phones: readonly string[];
  readonly stressed: boolean;
  /** Carries a pitch accent. */
  readonly accented: boolean;
}

export interface Phrase {
  readonly syllables: readonly Syllable[];
  /** Ends on a rise, as a question does. */
  readonly rising: boolean;
  /** Pause after the phrase, in seconds; 0 for the last one. */
  readonly pauseSeconds: number;
}

export interface Sentence {
  readonly phrases: readonly Phrase[];
}

/** Choices with their relative frequency: "sound*weight", sounds of a cluster joined by "+", "-" for none. */
function choices(text: string): { readonly phones: readonly string[]; readonly weight: number }[] {
  return text.split(" ").map((choice) => {
    const [sounds, weight] = choice.split("*") as [string, string?];
    return { phones: sounds === "-" ? [] : sounds.split("+"), weight: Number(weight ?? 1) };
  });
}

const ONSETS = choices(
  "d*7 n*7 m*6 z*5 b*5 g*5 v*5 h*4 f*4 l*4 r*4 k*4 t*4 -*4 S*2 p*2 j*2 t+s*2 S+t*2 S+p f+r k+l g+r b+l t+r S+m k+n",
);
const VOWELS = choices("a*7 I*7 E*6 a:*5 aI*5 i:*4 e:*4 O*4 U*4 o:*3 u:*3 aU*3 y:*2 9*2 Y*2 2:*2 OY*2");
const CODAS = choices("-*11 n*7 l*3 s*3 m*3 t*3 N*2 k*2 f*2 x*2 C*2 S+t n+t n+s m+t l+t f+t");
const REDUCED = choices("@*6 @+n*6 6*5 @+l*2 @+m @+t @+s");
const INNER_ONSETS = choices("d*5 n*5 m*3 g*4 b*4 l*4 t*4 r*2 z*4 k*3 v*2 f*2 x*2 N*2 t+s S h");
const FEWEST_SYLLABLES = 5;
/** Lax vowels never end a syllable in German; [C] stands after front vowels, [x] after back ones. */
const LAX = new Set(["I", "Y", "E", "9", "a", "O", "U"]);
const BACK = new Set(["a", "a:", "o:", "O", "u:", "U", "aU"]);

/**
 * A random sentence of about 2 to 5 s in one or two phrases.
 *
 * @param rate  Speaking rate that it is meant for: 8 to 18 syllables times the rate last equally long in all voices, so
 *   that slow speech does not show in the length of a recording.
 */
export function drawSentence(random: Random, rate = 1): Sentence {
  const syllableCount = Math.max(FEWEST_SYLLABLES, Math.round((8 + random.integer(11)) * rate));
  const phraseCount = syllableCount > 10 && random.uniform() < 0.75 ? 2 : 1;
  const rising = random.uniform() < 0.15;
  const first = phraseCount === 1 ? syllableCount : Math.round(syllableCount * (0.35 + 0.3 * random.uniform()));
  const counts = phraseCount === 1 ? [first] : [first, syllableCount - first];
  return {
    phrases: counts.map((count, i) => ({
      syllables: drawSyllables(count, random),
      rising: rising && i === counts.length - 1,
      pauseSeconds: i === counts.length - 1 ? 0 : 0.12 + 0.3 * random.uniform(),
    })),
  };
}

function drawSyllables(count: number, random: Random): Syllable[] {
  const syllables: Syllable[] = [];
  while (syllables.length < count) {
    const wordLength = Math.min(count - syllables.length, 1 + pickLength(random));
    const accented = random.uniform() < 0.55;
    for (let i = 0; i < wordLength; i++) {
      syllables.push({
        phones:
          i === 0 ? stressedSyllable(random) : i === wordLength - 1 ? reducedSyllable(random) : fullSyllable(random),
        stressed: i === 0,
        accented: i === 0 && (accented || syllables.length === 0),
      });
    }
  }
  return syllables;
}

/** 0, 1 or 2 syllables after the stressed one. */
function pickLength(random: Random): number {
  const draw = random.uniform();
  return draw < 0.35 ? 0 : draw < 0.85 ? 1 : 2;
}

function stressedSyllable(random: Random): string[] {
  return closed(pick(ONSETS, random), pick(VOWELS, random), pick(CODAS, random));
}

function fullSyllable(random: Random): string[] {
  return closed(pick(INNER_ONSETS, random), pick(VOWELS, random), []);
}

function reducedSyllable(random: Random): string[] {
  return [...pick(INNER_ONSETS, random), ...pick(REDUCED, random)];
}

function closed(onset: readonly string[], nucleus: readonly string[], coda: readonly string[]): string[] {
  const vowel = nucleus[0];
  const ending = coda.length === 0 && LAX.has(vowel) ? ["n"] : coda;
  const fricative = BACK.has(vowel) ? "x" : "C";
  return [...onset, vowel, ...ending.map((phone) => (phone === "x" || phone === "C" ? fricative : phone))];
}

function pick(from: readonly { phones: readonly string[]; weight: number }[], random: Random): readonly string[] {
  let left = random.uniform() * from.reduce((sum, choice) => sum + choice.weight, 0);
  for (const choice of from) {
    left -= choice.weight;
    if (left < 0) return choice.phones;
  }
  return (from.at(-1) as { phones: readonly string[] }).phones;
}

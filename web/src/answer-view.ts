/**
 * One recording and what came of it: doubts first, then the verdict, then what was heard.
 */

import { element } from "./elements.ts";
import { type Language, numberText, sentence } from "./language.ts";
import { type Answer, LONGEST_SECONDS, type Refusal } from "./messages.ts";
import type { MicrophoneSound } from "./microphone.ts";
import { bar, curve, waveform } from "./pictures.ts";
import { soundButton } from "./sound-button.ts";
import { doubtSayings, verdictOf } from "./verdict.ts";

/** What is shown of a recording. */
export interface Outcome {
  /** Name of the file; null for the microphone. */
  readonly name: string | null;
  /** What speaks against the microphone's sound; nothing where the recording is a file. */
  readonly microphone: Pick<MicrophoneSound, "processed" | "brokeOff"> | null;
  readonly heard: Answer | Refusal;
}

/** The section's content. */
export function answerContent(
  language: Language,
  { name, microphone, heard }: Outcome,
  classes: readonly string[],
): Node[] {
  const brokeOff = microphone?.brokeOff ? [sentence(language, "microphoneStopped")] : [];
  if (heard.kind !== "answer")
    return [
      heading(sentence(language, "noAnswerTitle")),
      ...[...brokeOff, refusalText(language, heard, name)].map(problem),
    ];
  const doubts = [...brokeOff, ...doubtSayings(language, heard).map((saying) => sentence(language, ...saying))];
  if (microphone && microphone.processed.length > 0) doubts.push(processedText(language, microphone.processed));
  const [verdict, gaps] = verdictOf(heard.probabilities, classes);
  return [
    heading(sentence(language, "answerTitle")),
    ...doubts.map(problem),
    ...(doubts.length > 0 ? [element("p", {}, sentence(language, "inDoubt"))] : []),
    element("p", { class: "verdict" }, sentence(language, verdict, gaps)),
    probabilityList(language, heard.probabilities, classes),
    element("p", { class: "small" }, sentence(language, "notCalibrated")),
    element("p", { class: "small" }, sentence(language, "notDiagnosis")),
    element("h3", {}, sentence(language, "heardTitle")),
    ...drawings(language, heard),
    ...(heard.wav ? [element("p", {}, soundButton(language, heard.wav))] : []),
  ];
}

/** Why there is no answer, in a sentence. */
function refusalText(language: Language, refusal: Refusal, name: string | null): string {
  const source = name ?? sentence(language, "microphone");
  switch (refusal.kind) {
    case "noSound":
      return sentence(language, "noSound", { name: source, reason: refusal.reason });
    case "tooShort":
      return sentence(language, "tooShort", { milliseconds: numberText(language, 1000 * refusal.seconds) });
    case "tooLong":
      return sentence(language, "tooLong", { minutes: LONGEST_SECONDS / 60 });
    case "silent":
      return sentence(language, "silent");
    case "noAnswer":
      return sentence(language, "noAnswer", { reason: refusal.reason });
  }
}

function heading(text: string): Node {
  return element("h2", { id: "answer-title", tabindex: "-1" }, text);
}

function problem(text: string): Node {
  return element("p", { class: "problem" }, text);
}

function processedText(language: Language, processed: MicrophoneSound["processed"]): string {
  return sentence(language, "doubtProcessed", {
    settings: processed.map((name) => sentence(language, name)).join(", "),
  });
}

function probabilityList(language: Language, probabilities: Float32Array, classes: readonly string[]): Node {
  const rows = classes.flatMap((name, c) => {
    const probability = probabilities[c];
    const number = numberText(language, probability, 2);
    return [element("dt", {}, name), element("dd", {}, bar(probability)), element("dd", {}, number)];
  });
  return element("dl", { class: "bars" }, ...rows);
}

function drawings(language: Language, { check, drawing }: Answer): Node[] {
  const { lows, highs, pitch, loudness } = drawing;
  const percent = (share: number) => numberText(language, 100 * share);
  const seconds = numberText(language, check.durationSeconds, 1);
  const waveText = sentence(language, "wave", { seconds, peak: percent(check.peak) });
  const voiced = pitch.filter((hz) => hz > 0).sort();
  // A tenth of the frames at either end are left out of the words: single frames an octave off are usual.
  const quantile = (share: number) => voiced[Math.floor(share * (voiced.length - 1))];
  const pitchText =
    voiced.length === 0
      ? sentence(language, "noPitch")
      : sentence(language, "pitch", {
          low: numberText(language, quantile(0.1)),
          high: numberText(language, quantile(0.9)),
          share: percent(voiced.length / pitch.length),
        });
  const loudnessText = sentence(language, "loudness");
  const highest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, value), 0);
  return [
    figure(waveText, waveform(waveText, lows, highs, Math.max(check.peak, 1e-6))),
    figure(pitchText, curve(pitchText, pitch, voiced[0] ?? 0, voiced.at(-1) ?? 1)),
    figure(loudnessText, curve(loudnessText, loudness, 0, highest(loudness))),
  ];
}

function figure(caption: string, image: Element): Node {
  return element("figure", {}, element("figcaption", {}, caption), image);
}

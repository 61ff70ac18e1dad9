/**
 * One recording and what came of it: doubts first, then the verdict, then what was heard.
 */

import { element } from "./elements.ts";
import { type Answer, LONGEST_SECONDS, type Refusal } from "./messages.ts";
import type { MicrophoneSound } from "./microphone.ts";
import { bar, curve, waveform } from "./pictures.ts";
import { type Language, numberText, sentence } from "./texts.ts";
import { doubtSayings, verdictOf } from "./verdict.ts";

/** What is shown of a recording. */
export interface Outcome {
  /** Name of the file; null for the microphone. */
  readonly name: string | null;
  readonly processed: MicrophoneSound["processed"];
  readonly heard: Answer | Refusal;
}

/** The section's content. */
export function answerContent(
  language: Language,
  { name, processed, heard }: Outcome,
  classes: readonly string[],
): Node[] {
  if (heard.kind !== "answer")
    return [heading(sentence(language, "noAnswerTitle")), problem(refusalText(language, heard, name))];
  const doubts = doubtSayings(language, heard).map(([text, gaps]) => sentence(language, text, gaps));
  if (processed.length > 0) doubts.push(processedText(language, processed));
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
  ];
}

/** Why there is no answer, in a sentence. */
export function refusalText(language: Language, refusal: Refusal, name: string | null): string {
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

function processedText(language: Language, processed: Outcome["processed"]): string {
  return sentence(language, "doubtProcessed", {
    settings: processed.map((name) => sentence(language, name)).join(", "),
  });
}

function probabilityList(language: Language, probabilities: Float32Array, classes: readonly string[]): Node {
  const rows = classes.flatMap((name, c) => {
    const probability = probabilities[c] as number;
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
  const quantile = (share: number) => voiced[Math.floor(share * (voiced.length - 1))] as number;
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

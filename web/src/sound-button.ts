/**
 * A button that saves the sound of the microphone as a file, for whoever wants to keep it.
 */

import { element } from "./elements.ts";
import { type Language, sentence } from "./language.ts";

/** Longest that a browser takes to begin with a download. */
const KEPT_MS = 10_000;

/** @param wav  The sound as a WAV file. */
export function soundButton(language: Language, wav: Uint8Array): HTMLButtonElement {
  const button = element("button", { type: "button", id: "save-sound" }, sentence(language, "downloadSound"));
  button.addEventListener("click", () => {
    const href = URL.createObjectURL(new Blob([wav.slice()], { type: "audio/wav" }));
    element("a", { href, download: "recording.wav" }).click();
    setTimeout(() => URL.revokeObjectURL(href), KEPT_MS);
  });
  return button;
}

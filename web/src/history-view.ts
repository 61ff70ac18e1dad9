/**
 * The table of the last recordings, and its two buttons.
 */

import { element } from "./elements.ts";
import type { HistoryEntry } from "./history.ts";
import { type Language, numberText, sentence, type TextName } from "./language.ts";

export interface HistoryActions {
  readonly save: () => void;
  readonly forget: () => void;
}

/** The section's content. */
export function historyContent(
  language: Language,
  entries: readonly HistoryEntry[],
  classes: readonly string[],
  actions: HistoryActions,
): Node[] {
  const say = (name: TextName) => sentence(language, name);
  return [
    element("h2", { id: "history-title", tabindex: "-1" }, say("historyTitle")),
    element("p", { class: "small" }, say("historyHelp")),
    element(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "history-title" },
      element(
        "table",
        {},
        element("thead", {}, headRow(say, classes)),
        element("tbody", {}, ...entries.map((entry) => entryRow(language, entry))),
      ),
    ),
    element("p", { class: "controls" }, button(say("save"), actions.save), button(say("forget"), actions.forget)),
  ];
}

function headRow(say: (name: TextName) => string, classes: readonly string[]): Node {
  const head = (text: string, kind = "") => element("th", { scope: "col", class: kind }, text);
  const numbers = classes.map((name) => head(name, "number"));
  return element("tr", {}, head(say("time")), head(say("source")), ...numbers, head(say("doubts")));
}

function entryRow(language: Language, { at, name, probabilities, doubts }: HistoryEntry): Node {
  const time = new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const words = doubts.map((doubt) => sentence(language, `word_${doubt}`)).join(", ");
  return element(
    "tr",
    {},
    element("td", { class: "time" }, time),
    element("td", {}, name ?? sentence(language, "microphone")),
    ...probabilities.map((p) => element("td", { class: "number" }, numberText(language, p, 2))),
    element("td", {}, words || sentence(language, "none")),
  );
}

function button(text: string, press: () => void): Node {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", press);
  return made;
}

/**
 * The page: what is there is shown by `show`, in the language of the moment; everything else reacts to a person or the worker.
 */

import { limitSentences, networkContent, privacyContent } from "./about-view.ts";
import { answerContent, type Outcome } from "./answer-view.ts";
import { takeDrops } from "./drop-target.ts";
import { decodeInBrowser, recordingIn } from "./dropped-file.ts";
import { byId, element } from "./elements.ts";
import { deleteSaved, type HistoryEntry, savedEntries, saveEntries, withEntry } from "./history.ts";
import { historyContent } from "./history-view.ts";
import { type Language, languageOf, numberText, type Saying, sentence, type TextName } from "./language.ts";
import { showLevel } from "./level-meter.ts";
import { type ListenerClient, startListener } from "./listener-client.ts";
import type { ToListener } from "./messages.ts";
import { type OpenMicrophone, openMicrophone } from "./microphone.ts";
import { containerBytes, listenerScript, pageModel } from "./page-model.ts";
import { Problem, reasonOf, sayingOf } from "./problem.ts";

/** A recording by microphone ends by itself after this. */
const LONGEST_TAKE_SECONDS = 60;

const { classes, hash } = pageModel;

let language: Language = languageOf(navigator.languages);
let status: { readonly saying: Saying; readonly kind: "news" | "problem" } | null = {
  saying: ["preparing"],
  kind: "news",
};
let outcome: Outcome | null = null;
let history: HistoryEntry[] = savedEntries(hash, classes.length);
let listener: ListenerClient | null = null;
let microphone: OpenMicrophone | null = null;
let busy = true;

function say(...saying: Saying): string {
  return sentence(language, ...saying);
}

/** Everything in the language of the moment. */
function show(): void {
  document.documentElement.lang = language;
  document.title = say("title");
  for (const node of document.querySelectorAll<HTMLElement>("[data-text]"))
    node.textContent = say(node.dataset["text"] as TextName);
  for (const button of document.querySelectorAll<HTMLElement>("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset["language"] === language));
  byId("lead").textContent = say("lead", { classes: classes.join(", ") });
  byId("limits").replaceChildren(
    ...limitSentences(language, pageModel).map((text) => element("li", {}, text.replaceAll(" %", "\u00a0%"))),
  );
  byId("network").replaceChildren(...networkContent(language, pageModel));
  byId("privacy").replaceChildren(...privacyContent(language));
  byId("meter").setAttribute("aria-label", say("level"));
  showState();
  showOutcome();
  showHistory();
}

function showState(): void {
  const record = byId<HTMLButtonElement>("record");
  record.textContent = say(microphone ? "stop" : "record");
  record.disabled = busy;
  byId<HTMLInputElement>("file").disabled = busy || microphone !== null;
  byId("level").hidden = microphone === null;
  const line = byId("status");
  line.textContent = status ? say(...status.saying) : "";
  line.className = status?.kind ?? "";
}

function showOutcome(): void {
  const section = byId("answer");
  section.hidden = outcome === null;
  if (outcome) section.replaceChildren(...answerContent(language, outcome, classes));
}

function showHistory(): void {
  const section = byId("history");
  section.hidden = history.length === 0;
  const save = () => tell(saveEntries(hash, history) ? "saved" : "notSaved");
  const forget = () => {
    deleteSaved(hash);
    history = [];
    showHistory();
    tell("forgotten");
    byId("record").focus();
  };
  section.replaceChildren(...historyContent(language, history, classes, { save, forget }));
}

/** Says something where the person looks, and reads it to those who do not. */
function tell(...saying: Saying): void {
  status = { saying, kind: "news" };
  showState();
}

function complain(thrown: unknown): void {
  status = { saying: sayingOf(thrown), kind: "problem" };
  showState();
}

/** Does what a person waits for: nothing else can be asked for meanwhile, and what goes wrong is said. */
async function meanwhile(name: TextName, work: () => Promise<void>): Promise<void> {
  busy = true;
  tell(name);
  try {
    await work();
  } catch (thrown) {
    complain(thrown);
  } finally {
    busy = false;
    showState();
  }
}

/** Asks the network about a recording and shows what comes of it. */
async function ask(recording: ToListener, source: Pick<Outcome, "name" | "microphone">): Promise<void> {
  const heard = await (listener as ListenerClient).hear(recording);
  outcome = { ...source, heard };
  if (heard.kind === "answer") {
    const { probabilities, check } = heard;
    const entry = { at: Date.now(), name: source.name, probabilities: [...probabilities], doubts: check.doubts };
    history = withEntry(history, entry);
  }
  tell(heard.kind === "answer" ? "answered" : "notAnswered");
  showOutcome();
  showHistory();
  byId("answer-title").focus();
}

function record(): Promise<void> {
  return meanwhile("asking", async () => {
    let samples = 0;
    const block = (values: Float32Array) => {
      samples += values.length;
      const seconds = samples / (microphone?.sampleRateHz ?? Infinity);
      showLevel(byId<HTMLMeterElement>("meter"), values);
      byId("clock").textContent = clockText(seconds);
      if (seconds >= LONGEST_TAKE_SECONDS) void stop();
    };
    microphone = await openMicrophone({ block, brokeOff: () => void stop() });
    tell("recordingNow");
  });
}

function clockText(seconds: number): string {
  return say("clock", { seconds: numberText(language, seconds, 1), most: LONGEST_TAKE_SECONDS });
}

async function stop(): Promise<void> {
  const open = microphone;
  if (!open) return;
  microphone = null;
  await meanwhile("listening", async () => {
    const { samples, sampleRateHz, ...source } = await open.stop();
    await ask({ kind: "sound", samples, sampleRateHz }, { name: null, microphone: source });
  });
}

async function openFile(file: File | undefined): Promise<void> {
  if (busy || microphone) return;
  if (!file) return complain(new Problem("droppedNothing"));
  await meanwhile("listening", async () => ask(await recordingIn(file), { name: file.name, microphone: null }));
}

function listenToPeople(): void {
  byId("record").addEventListener("click", () => void (microphone ? stop() : record()));
  const input = byId<HTMLInputElement>("file");
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) void openFile(file);
    // So that choosing the same file again is a change.
    input.value = "";
  });
  takeDrops((file) => void openFile(file));
  for (const button of document.querySelectorAll<HTMLElement>("[data-language]"))
    button.addEventListener("click", () => {
      language = button.dataset["language"] as Language;
      show();
    });
}

async function start(): Promise<void> {
  byId("unable").remove();
  addEventListener("error", ({ error, message }) => complain(error ?? message));
  addEventListener("unhandledrejection", ({ reason }) => complain(reason));
  listenToPeople();
  show();
  // Without it the page works as well, but not without a network.
  navigator.serviceWorker?.register("service-worker.js").catch(() => undefined);
  try {
    listener = await startListener(listenerScript, containerBytes(pageModel), decodeInBrowser);
    busy = false;
    status = null;
    showState();
  } catch (error) {
    complain(new Problem("oldBrowser", { reason: reasonOf(error) }));
  }
}

void start();

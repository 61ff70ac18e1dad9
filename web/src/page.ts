/**
 * The page: what is there is shown by `show`, in the language of the moment; everything else reacts to a person or the worker.
 */

import { limitSentences, networkContent, privacyContent } from "./about-view.ts";
import { answerContent, type Outcome } from "./answer-view.ts";
import { decodeInBrowser, isTooLong, LARGEST_BYTES } from "./dropped-file.ts";
import { byId, element } from "./elements.ts";
import { deleteSaved, type HistoryEntry, savedEntries, saveEntries, withEntry } from "./history.ts";
import { historyContent } from "./history-view.ts";
import { showLevel } from "./level-meter.ts";
import { type ListenerClient, startListener } from "./listener-client.ts";
import { LONGEST_SECONDS, type ToListener } from "./messages.ts";
import { MicrophoneError, type OpenMicrophone, openMicrophone } from "./microphone.ts";
import { containerBytes, pageModel } from "./page-model.ts";
import { type Gaps, type Language, languageOf, numberText, sentence, type TextName } from "./texts.ts";

/** A recording by microphone ends by itself after this. */
const LONGEST_TAKE_SECONDS = 60;

const { classes, hash } = pageModel;

let language: Language = languageOf(navigator.languages);
let status: readonly [TextName, Gaps] | null = ["preparing", {}];
let isProblem = false;
let outcome: Outcome | null = null;
let history: HistoryEntry[] = savedEntries(hash, classes.length);
let listener: ListenerClient | null = null;
let microphone: OpenMicrophone | null = null;
let busy = true;

function say(name: TextName, gaps?: Gaps): string {
  return sentence(language, name, gaps);
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
  byId("limits").replaceChildren(...limitSentences(language, pageModel).map((text) => element("li", {}, text)));
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
  line.textContent = status ? say(...status) : "";
  line.className = isProblem ? "problem" : "";
}

function showOutcome(): void {
  const section = byId("answer");
  section.hidden = outcome === null;
  if (outcome) section.replaceChildren(...answerContent(language, outcome, classes), ...soundLink(outcome));
}

/** The sound of the microphone as a file, for whoever wants to keep it. */
function soundLink({ heard }: Outcome): Node[] {
  if (heard.kind !== "answer" || !heard.wav) return [];
  const { wav } = heard;
  const button = element("button", { type: "button", id: "save-sound" }, say("downloadSound"));
  button.addEventListener("click", () => {
    const href = URL.createObjectURL(new Blob([wav.slice()], { type: "audio/wav" }));
    element("a", { href, download: "recording.wav" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  });
  return [element("p", {}, button)];
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
function tell(name: TextName, gaps: Gaps = {}): void {
  status = [name, gaps];
  isProblem = false;
  showState();
}

function tellProblem(name: TextName, gaps: Gaps = {}): void {
  status = [name, gaps];
  isProblem = true;
  showState();
}

/** Asks the network about a recording and shows what comes of it. */
async function ask(recording: ToListener, source: Pick<Outcome, "name" | "processed">): Promise<void> {
  busy = true;
  tell("listening");
  const heard = await (listener as ListenerClient).hear(recording);
  busy = false;
  outcome = { ...source, heard };
  if (heard.kind === "answer") {
    const { probabilities, check } = heard;
    const entry = { at: Date.now(), name: source.name, probabilities: [...probabilities], doubts: check.doubts };
    history = withEntry(history, entry);
  }
  tell("answered");
  showOutcome();
  showHistory();
  byId("answer-title").focus();
}

async function record(): Promise<void> {
  busy = true;
  tell("asking");
  try {
    let samples = 0;
    const rate = () => microphone?.sampleRateHz ?? 48_000;
    microphone = await openMicrophone((block) => {
      samples += block.length;
      showLevel(byId<HTMLMeterElement>("meter"), block);
      byId("clock").textContent = clockText(samples / rate());
      if (samples / rate() >= LONGEST_TAKE_SECONDS) void stop();
    });
    busy = false;
    tell("recordingNow");
  } catch (error) {
    busy = false;
    if (!(error instanceof MicrophoneError)) throw error;
    tellProblem(error.text);
  }
}

function clockText(seconds: number): string {
  return say("clock", { seconds: numberText(language, seconds, 1), most: LONGEST_TAKE_SECONDS });
}

async function stop(): Promise<void> {
  const open = microphone;
  if (!open) return;
  microphone = null;
  const { samples, sampleRateHz, processed } = await open.stop();
  await ask({ kind: "sound", samples, sampleRateHz }, { name: null, processed });
}

async function openFile(file: File): Promise<void> {
  if (busy || microphone) return;
  busy = true;
  tell("listening");
  try {
    const excess = await excessOf(file);
    if (!excess) return await ask(await recordingIn(file), { name: file.name, processed: [] });
    busy = false;
    tellProblem(...excess);
  } catch (error) {
    // The file went away or may not be read; the browser's own words say which.
    busy = false;
    tellProblem("noSound", { name: file.name, reason: (error as Error).message });
  }
}

async function recordingIn(file: File): Promise<ToListener> {
  return { kind: "file", bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** Why a file is too much for this page; null where it is not. */
async function excessOf(file: File): Promise<readonly [TextName, Gaps] | null> {
  const megabytes = (bytes: number) => numberText(language, bytes / 1e6);
  if (file.size > LARGEST_BYTES)
    return ["tooLarge", { megabytes: megabytes(file.size), most: megabytes(LARGEST_BYTES) }];
  return (await isTooLong(file)) ? ["tooLong", { minutes: LONGEST_SECONDS / 60 }] : null;
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
  for (const button of document.querySelectorAll<HTMLElement>("[data-language]"))
    button.addEventListener("click", () => {
      language = button.dataset["language"] as Language;
      show();
    });
  const dropping = (on: boolean) => document.body.classList.toggle("dropping", on);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    dropping(true);
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) dropping(false);
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    dropping(false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file) void openFile(file);
  });
}

async function start(): Promise<void> {
  listenToPeople();
  show();
  // Without it the page works as well, but not without a network.
  navigator.serviceWorker?.register("service-worker.js").catch(() => undefined);
  try {
    listener = await startListener(containerBytes(pageModel), decodeInBrowser);
    busy = false;
    status = null;
    showState();
  } catch {
    tellProblem("oldBrowser");
  }
}

void start();

/**
 * What a person does with the page, in a tab: open it, drop a file, give one, wait for the answer.
 */

import { type BrowserTab, openTab, type Tab } from "./browser-session.ts";
import type { Shown } from "./made-site.ts";

/** Before the page's script: keeps what its worker says, and files that it offers for saving. */
export const WATCH = `
  globalThis.heard = []; globalThis.offered = [];
  const Plain = Worker;
  globalThis.Worker = class extends Plain {
    constructor(...all) { super(...all); this.addEventListener("message", ({ data }) => data.kind === "heard" && heard.push(data.heard)); }
  };
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => { offered.push(blob); return make.call(URL, blob); };`;

/** True once the page can be used. */
export const READY = `document.readyState === "complete" && document.getElementById("record")?.disabled === false`;

export interface PageVisit {
  readonly flags?: readonly string[];
  /** A script that runs before the page's. */
  readonly before?: string;
  /** What is waited for; READY unless it is something else. */
  readonly until?: string;
}

/** The page in a tab of its own. */
export async function openPage(
  address: string,
  { flags = [], before = "", until = READY }: PageVisit = {},
): Promise<Tab> {
  const tab = await openTab(flags);
  await tab.send("Page.addScriptToEvaluateOnNewDocument", { source: `${WATCH};${before}` });
  await tab.send("Page.navigate", { url: address });
  await tab.until(until);
  return tab;
}

/** Does something with the page and closes it, whatever comes of it. */
export async function withPage<Result>(
  address: string,
  visit: PageVisit,
  use: (tab: Tab) => Promise<Result>,
): Promise<Result> {
  const tab = await openPage(address, visit);
  try {
    return await use(tab);
  } finally {
    await tab.close();
  }
}

/** Drags a file onto a place of the page and lets it go. */
export async function drop(tab: Tab, path: string, place: { readonly x: number; readonly y: number }): Promise<void> {
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"])
    await tab.send("Input.dispatchDragEvent", { type, ...place, data });
}

/** Gives the page a file and waits for what comes of it. */
export async function give<Browser extends BrowserTab>(
  tab: Browser,
  path: string,
  how: (tab: Browser, path: string) => Promise<void> = () => tab.choose("#file", path),
): Promise<Shown> {
  const before = await tab.evaluate<number>("heard.length");
  await how(tab, path);
  await tab.until(`heard.length > ${before} && !document.getElementById("record").disabled`);
  return lastHeard(tab);
}

/** What the worker said last. */
export function lastHeard(tab: BrowserTab): Promise<Shown> {
  return tab.evaluate<Shown>(LAST_HEARD);
}

/** The worker's last words as JSON can hold them. */
const LAST_HEARD = `(({ kind, features, probabilities }) => ({ kind, ...(features && { features: [...new Uint32Array(features.slice().buffer)],
  probabilities: [...new Uint32Array(probabilities.slice().buffer)] }) }))(heard.at(-1))`;

/** What a person reads in a part of the page. */
export function textOf(tab: BrowserTab, id: string): Promise<string> {
  return tab.evaluate<string>(`document.getElementById("${id}").innerText`);
}

/** Presses something. */
export function press(tab: BrowserTab, selector: string): Promise<void> {
  return tab.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
}

/** The file that the page has offered last, in base64. */
export const OFFERED_BASE64 = `new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.split(",")[1]);
  reader.readAsDataURL(offered.at(-1));
})`;

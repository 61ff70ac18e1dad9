/**
 * Chromium, driven by its debugging protocol.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { CHROMIUM } from "../chromium.ts";

const FLAGS =
  "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-crash-reporter --remote-debugging-pipe";

/** A microphone that beeps, or plays a file. Without it there is none on a machine of this kind. */
export const FAKE_MICROPHONE = "--use-fake-device-for-media-stream";

type Message = { id?: number; sessionId?: string; method?: string; params?: Record<string, unknown> } & Record<
  string,
  unknown
>;

/** A page in some browser. */
export interface BrowserTab {
  /** The value of an expression, awaited. */
  evaluate<Result>(expression: string): Promise<Result>;
  /** Waits until an expression is true. */
  until(expression: string): Promise<void>;
  /** Gives a file to an input, as a person does. */
  choose(selector: string, path: string): Promise<void>;
  close(): Promise<void>;
}

/** A tab of Chromium that is driven by its debugging protocol over pipes: no port, nobody else can reach it. */
export interface Tab extends BrowserTab {
  send<Result = Record<string, unknown>>(method: string, params?: object): Promise<Result>;
  /** Addresses that the tab and its workers asked for, in order. */
  readonly requests: string[];
  /** What went wrong in scripts: exceptions and errors on the console. */
  readonly complaints: string[];
}

/** Opens a tab with a profile of its own. @param more  Further flags, such as those of a microphone. */
export async function openTab(more: readonly string[] = []): Promise<Tab> {
  const profile = mkdtempSync(join(tmpdir(), "coldpress-browser-"));
  const browser = spawn(CHROMIUM as string, [...FLAGS.split(" "), ...more, `--user-data-dir=${profile}`], {
    detached: true,
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const ended = once(browser, "close");
  const waiting = new Map<number, { resolve(value: unknown): void; reject(reason: Error): void }>();
  const requests: string[] = [];
  const complaints: string[] = [];
  let last = 0;
  const write = browser.stdio[3] as Writable;
  const call = (method: string, params: object, sessionId?: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      write.write(`${JSON.stringify({ id: last, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  const take = (message: Message): void => {
    if (message.id !== undefined) {
      const { error, result } = message as { error?: { message: string }; result?: unknown };
      const own = waiting.get(message.id);
      waiting.delete(message.id);
      if (error) own?.reject(new Error(error.message));
      else own?.resolve(result);
    } else note(message);
  };
  const note = ({ method, params = {} }: Message): void => {
    if (method === "Network.requestWillBeSent") requests.push((params["request"] as { url: string }).url);
    if (method === "Runtime.exceptionThrown") complaints.push(JSON.stringify(params["exceptionDetails"]));
    if (method === "Log.entryAdded" && (params["entry"] as { level: string }).level === "error")
      complaints.push((params["entry"] as { text: string }).text);
    if (method === "Target.attachedToTarget") {
      // Workers are watched too, from their first line on.
      const worker = params["sessionId"] as string;
      for (const domain of ["Network.enable", "Runtime.enable", "Runtime.runIfWaitingForDebugger"])
        void call(domain, {}, worker).catch(() => undefined);
    }
  };
  readMessages(browser.stdio[4] as Readable, take);

  const { targetId } = (await call("Target.createTarget", { url: "about:blank" })) as { targetId: string };
  const { sessionId } = (await call("Target.attachToTarget", { targetId, flatten: true })) as { sessionId: string };
  const send = <Result>(method: string, params: object = {}) => call(method, params, sessionId) as Promise<Result>;
  await send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  for (const domain of ["Network", "Runtime", "Page", "DOM", "Log"]) await send(`${domain}.enable`);
  const evaluate = async <Result>(expression: string): Promise<Result> => {
    const { result, exceptionDetails } = await send<{ result: { value: Result }; exceptionDetails?: object }>(
      "Runtime.evaluate",
      { expression, awaitPromise: true, returnByValue: true, userGesture: true },
    );
    if (exceptionDetails) throw new Error(`${expression.slice(0, 80)}: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  };
  const until = (expression: string) => becomesTrue(evaluate, expression, complaints);
  const choose = async (selector: string, path: string): Promise<void> => {
    const { root } = await send<{ root: { nodeId: number } }>("DOM.getDocument");
    const { nodeId } = await send<{ nodeId: number }>("DOM.querySelector", { nodeId: root.nodeId, selector });
    await send("DOM.setFileInputFiles", { nodeId, files: [path] });
  };
  const close = async (): Promise<void> => {
    killGroup(browser);
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  return { send, evaluate, until, choose, requests, complaints, close };
}

/** Waits until an expression is true, a minute at most. @param complaints  What to say where it never is. */
export async function becomesTrue(
  evaluate: BrowserTab["evaluate"],
  expression: string,
  complaints: readonly string[] = [],
): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await evaluate<boolean>(expression)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`never became true: ${expression}; ${complaints.join("; ")}`);
}

/** Messages end in a zero byte. */
function readMessages(pipe: Readable, take: (message: Message) => void): void {
  let rest = "";
  pipe.setEncoding("utf8");
  pipe.on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\0");
    rest = parts.pop() as string;
    for (const part of parts) take(JSON.parse(part) as Message);
  });
}

/** Ends a browser with all of its processes. */
export function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * Firefox, driven by Marionette.
 */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserTab, becomesTrue, killGroup } from "./browser-session.ts";

/** The Firefox of this machine, if it has one. */
export const FIREFOX = ["firefox-esr", "firefox"].find((name) => spawnSync(name, ["--version"]).status === 0);

/** Loudspeakers that nobody hears; without any, Firefox's sound does not run. */
export const MOCK_LOUDSPEAKER = { "media.cubeb.force_mock_context": true };

/** Nothing is asked of anybody, and the microphone is a tone that nobody needs to allow. */
const PREFERENCES = {
  "marionette.port": 0,
  "remote.prefs.recommended": true,
  "datareporting.policy.dataSubmissionEnabled": false,
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
};

const LONGEST_START_MS = 60_000;

/** A tab of Firefox that is driven by its own protocol, Marionette, over a port of 127.0.0.1. */
export interface FirefoxTab extends BrowserTab {
  /** Opens an address. It waits for the document, not for its scripts. */
  open(address: string): Promise<void>;
  /** Presses something, as a person does: without that Firefox keeps a page's sound off. */
  press(selector: string): Promise<void>;
  /** Takes away the network of the whole browser. */
  goOffline(): Promise<void>;
}

/** Opens Firefox with a profile of its own. @param more  Further preferences. */
export async function openFirefox(more: Readonly<Record<string, boolean>> = {}): Promise<FirefoxTab> {
  const profile = mkdtempSync(join(tmpdir(), "coldpress-firefox-"));
  const lines = Object.entries({ ...PREFERENCES, ...more }).map(
    (pair) => `user_pref(${JSON.stringify(pair).slice(1, -1)});`,
  );
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const flags = ["--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile", profile];
  const browser = spawn(FIREFOX as string, flags, { detached: true, stdio: "ignore" });
  const ended = once(browser, "close");
  const close = async (): Promise<void> => {
    killGroup(browser);
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    const call = marionette(connect(await portIn(profile), "127.0.0.1"));
    await call("WebDriver:NewSession");
    return { ...tabOf(call), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A command of Marionette and what it gives. */
type Call = <Result>(command: string, parameters?: object) => Promise<Result>;

function tabOf(call: Call): Omit<FirefoxTab, "close"> {
  const evaluate = async <Result>(expression: string): Promise<Result> => {
    const script = { script: `return (${expression});`, args: [], sandbox: null };
    return (await call<{ value: Result }>("WebDriver:ExecuteScript", script)).value;
  };
  const idOf = async (selector: string): Promise<string> => {
    const query = { using: "css selector", value: selector };
    const { value } = await call<{ value: Record<string, string> }>("WebDriver:FindElement", query);
    return Object.values(value)[0];
  };
  return {
    evaluate,
    until: (expression) => becomesTrue(evaluate, expression),
    async choose(selector, text) {
      await call("WebDriver:ElementSendKeys", { id: await idOf(selector), text });
    },
    async press(selector) {
      await call("WebDriver:ElementClick", { id: await idOf(selector) });
    },
    async open(url) {
      await call("WebDriver:Navigate", { url });
    },
    async goOffline() {
      await call("Marionette:SetContext", { value: "chrome" });
      await evaluate("(Services.io.offline = true)");
      await call("Marionette:SetContext", { value: "content" });
    },
  };
}

/** Firefox writes its port into the profile when it listens. */
async function portIn(profile: string): Promise<number> {
  const path = join(profile, "MarionetteActivePort");
  for (let waitedMs = 0; waitedMs < LONGEST_START_MS; waitedMs += 100) {
    if (existsSync(path)) return Number(readFileSync(path, "utf8"));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${FIREFOX} did not listen within ${LONGEST_START_MS / 1000} s`);
}

/** Messages are JSON behind their length in bytes: `12:[0,1,"name",{}]`; answers are [1, number, error, result]. */
function marionette(socket: Socket): Call {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(reason: Error): void }>();
  let rest = Buffer.alloc(0);
  let last = 0;
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const start = rest.indexOf(":") + 1;
      const end = start + Number(rest.subarray(0, start - 1));
      if (start === 0 || rest.length < end) return;
      take(JSON.parse(rest.toString("utf8", start, end)));
      rest = rest.subarray(end);
    }
  });
  const take = (message: unknown): void => {
    // The first message is a greeting.
    if (!Array.isArray(message)) return;
    const [, id, error, result] = message as [number, number, { error: string; message: string } | null, unknown];
    const own = waiting.get(id);
    waiting.delete(id);
    if (error) own?.reject(new Error(`${error.error}: ${error.message}`));
    else own?.resolve(result);
  };
  return <Result>(command: string, parameters: object = {}) =>
    new Promise<Result>((resolve, reject) => {
      waiting.set(++last, { resolve: resolve, reject });
      const message = JSON.stringify([0, last, command, parameters]);
      socket.write(`${Buffer.byteLength(message)}:${message}`);
    });
}

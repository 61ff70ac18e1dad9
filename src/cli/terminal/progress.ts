/**
 * One progress display for all stages of a command: a bar on a terminal, a line now and then in a log.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { Presets, SingleBar } from "cli-progress";
import { stderrColors as pc } from "./colors.ts";
import { endInOrder, hasAdvice } from "./interruption.ts";

/** Time between two lines of a stage where stderr is not a terminal. */
const LOG_INTERVAL_MS = 15_000;

/** Steps of a stage that must pass before its time left is believable. */
const STEPS_BEFORE_ESTIMATE = 3;

/** Writes to stderr, so that stdout stays free for results. */
export class Progress {
  readonly #quiet: boolean;
  #label = "";
  #total = 0;
  #startedMs = 0;
  #firstDone = 0;
  #loggedMs = 0;
  #bar: SingleBar | undefined;
  #release: (() => void) | undefined;

  constructor({ quiet }: { quiet: boolean }) {
    this.#quiet = quiet;
  }

  /** Begins a stage. @param alreadyDone  Steps that an earlier run has done. */
  start(label: string, total: number, alreadyDone = 0): void {
    this.#label = label;
    this.#total = total;
    this.#startedMs = Date.now();
    this.#loggedMs = this.#startedMs;
    this.#firstDone = alreadyDone;
    this.#release ??= endInOrder(() => this.#takeBarAway());
    if (this.#quiet || !process.stderr.isTTY) return;
    const format = `${label.padEnd(24)} {bar} {percentage} % {left} {detail}`;
    this.#bar = new SingleBar(
      { format, stream: process.stderr, barsize: 24, hideCursor: true, gracefulExit: false },
      Presets.shades_classic,
    );
    this.#bar.start(total, alreadyDone, { left: "", detail: "" });
  }

  /**
   * Shows how far the stage is, and lets the event loop turn, so that the bar is drawn and signals arrive.
   *
   * @param detail  What is known so far, a few words.
   */
  async step(done: number, detail = ""): Promise<void> {
    await nextTurn();
    if (this.#quiet) return;
    const left = this.#timeLeft(done);
    if (this.#bar) {
      this.#bar.update(done, { left: left.padEnd(12), detail });
    } else if (Date.now() - this.#loggedMs > LOG_INTERVAL_MS) {
      this.#loggedMs = Date.now();
      process.stderr.write(`${this.#label}: ${done} of ${this.#total} ${left} ${detail}\n`);
    }
  }

  /**
   * Ends the stage and leaves one line that says what came of it. Until `stop`, commands that can be resumed go on saying so
   * when they are interrupted; others end at once.
   */
  done(outcome: string): void {
    const seconds = (Date.now() - this.#startedMs) / 1000;
    this.#takeBarAway();
    if (!hasAdvice()) this.stop();
    this.say(`${pc.green("done")} ${this.#label}: ${outcome} ${pc.dim(`(${durationText(seconds)})`)}`);
  }

  /** A line between the stages. */
  say(line: string): void {
    if (!this.#quiet) process.stderr.write(`${line}\n`);
  }

  /** Ends the stage, or all of them, without a word; what follows starts on a clean line. */
  stop(): void {
    this.#release?.();
    this.#release = undefined;
    this.#takeBarAway();
  }

  #takeBarAway(): void {
    this.#bar?.stop();
    if (this.#bar) process.stderr.write("\u001b[1A\u001b[2K");
    this.#bar = undefined;
  }

  #timeLeft(done: number): string {
    const steps = done - this.#firstDone;
    if (steps < STEPS_BEFORE_ESTIMATE) return "";
    const secondsPerStep = (Date.now() - this.#startedMs) / 1000 / steps;
    return `${durationText(secondsPerStep * (this.#total - done))} left`;
  }
}

/** 75 seconds as "1m 15s". */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 10) return `${seconds.toFixed(1)}s`;
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m ${whole % 60}s`;
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

import { Command } from "commander";
import { afterEach, expect, it } from "vitest";
import { adviseOnInterruption } from "../../src/cli/terminal/interruption.ts";
import { durationText, Progress } from "../../src/cli/terminal/progress.ts";

afterEach(() => adviseOnInterruption(new Command("plan")));

it.each([
  ["reproduce", 1],
  ["evaluate", 0],
])("an interruption between the stages of %s is answered %d times", (name, answered) => {
  adviseOnInterruption(new Command(name));
  const before = process.listenerCount("SIGINT");
  const progress = new Progress({ quiet: true });
  for (let stage = 0; stage < 2; stage++) {
    progress.start("training", 1);
    expect(process.listenerCount("SIGINT") - before).toBe(1);
    progress.done("1 epoch");
    expect(process.listenerCount("SIGINT") - before).toBe(answered);
  }
  progress.stop();
  expect(process.listenerCount("SIGINT")).toBe(before);
});

it("a duration is rounded once, so that no minute has 60 seconds and no hour 60 minutes", () => {
  const seconds = [0, 9.44, 9.96, 59.4, 59.7, 75, 119.7, 3599.4, 3599.7, 7384];
  expect(seconds.map(durationText)).toEqual([
    "0.0s",
    "9.4s",
    "10s",
    "59s",
    "1m 0s",
    "1m 15s",
    "2m 0s",
    "59m 59s",
    "1h 0m",
    "2h 3m",
  ]);
});

import { expect, it } from "vitest";
import { durationText } from "../../src/cli/terminal/progress.ts";

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

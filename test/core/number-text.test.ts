import { expect, it } from "vitest";
import {
  bytesText,
  counted,
  intervalText,
  listText,
  longIntervalText,
  lossText,
  meanCountText,
  pValueText,
  ratioText,
  shareText,
  signedIntervalText,
  signedText,
  sparsityText,
  statisticText,
} from "../../src/core/number-text.ts";
import { byteScale, linearScale } from "../../src/report/charts/scale.ts";
import { element } from "../../src/report/markup.ts";

it("numbers are written with a true minus, binary units and as many digits as they carry", () => {
  expect([0.0111, -0.0111, -0.0001].map(signedText)).toEqual(["+0.011", "−0.011", "0.000"]);
  expect([412, 25_496, 7 * 2 ** 20].map(bytesText)).toEqual(["412 bytes", "24.9 KiB", "7.0 MiB"]);
  expect([4.78, 19.63, 288.4].map(ratioText)).toEqual(["4.8", "19.6", "288"]);
  expect([0.0708, 2.3e-5, 0, 1].map(pValueText)).toEqual(["0.071", "2.3e-5", "< 1e-307", "1.000"]);
  expect([counted(1, "speaker"), counted(9551, "recording")]).toEqual(["1 speaker", "9,551 recordings"]);
  expect([meanCountText(2), meanCountText(2.54), meanCountText(9551)]).toEqual(["2", "2.5", "9,551"]);
  expect([shareText(0.6823), lossText(0.6928), statisticText(0.351), sparsityText(0.8999812)]).toEqual([
    "0.682",
    "0.693",
    "0.35",
    "0.899981",
  ]);
  const shares = { low: 0.6323, high: 0.8031 };
  expect([intervalText(shares), longIntervalText(shares)]).toEqual(["[0.63, 0.80]", "[0.632, 0.803]"]);
  expect(signedIntervalText({ low: -0.0312, high: 0.0091 })).toBe("[−0.031, +0.009]");
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(listText)).toEqual(["", "a", "a and b", "a, b and c"]);
});

it("a linear scale has round ticks inside its domain and takes its ends to the ends of the range", () => {
  const scale = linearScale([0.585, 0.77], [100, 0]);
  expect(scale.ticks.map(({ label }) => label)).toEqual(["0.60", "0.65", "0.70", "0.75"]);
  expect([scale.at(0.585), scale.at(0.77)]).toEqual([100, 0]);
  expect(linearScale([-0.05, 0.05], [0, 1], 2).ticks.map(({ label }) => label)).toEqual(["−0.05", "0.00", "0.05"]);
  expect(linearScale([3, 3], [0, 1]).at(3)).toBe(0.5);
});

it("a scale of bytes is logarithmic, with ticks in binary units", () => {
  const scale = byteScale([12_000, 300 * 2 ** 20], [0, 100]);
  expect(scale.ticks.map(({ label }) => label)).toEqual(["100 KiB", "1 MiB", "10 MiB", "100 MiB"]);
  expect(scale.at(2 ** 20) - scale.at(2 ** 20 / 100)).toBeCloseTo(scale.at(100 * 2 ** 20) - scale.at(2 ** 20), 10);
});

it("markup escapes attributes, rounds numbers to 2 decimals and leaves out what is false", () => {
  expect(element("line", { x1: 1.23456, class: 'a"b', hidden: false, open: true })).toBe(
    '<line x1="1.23" class="a&quot;b" open/>',
  );
  expect(element("td", {})).toBe("<td></td>");
});

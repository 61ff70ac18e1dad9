/**
 * UAR by speaker, original against compressed: whom does compression hurt?
 *
 * Up to 48 speakers stand one by one, from the lowest original UAR to the highest; of more, the picture counts how many
 * lie in each tenth.
 */

import type { Evaluation, SpeakerUar } from "../../evaluation/evaluate.ts";
import { element } from "../markup.ts";
import {
  annotation,
  bottomAxis,
  type Frame,
  group,
  leftAxis,
  picture,
  type Series,
  shortened,
  symbol,
} from "./picture.ts";
import { linearScale } from "./scale.ts";

/** More speakers than this are counted, not drawn one by one. */
export const MOST_SINGLE = 48;
const BINS = 10;

/** A speaker's UAR before and after. */
export interface SpeakerPair extends SpeakerUar {
  readonly after: number;
}

/** Speakers with both UARs, lowest original first; null where no speakers are known. */
export function speakerPairs(original: Evaluation, compressed: Evaluation): readonly SpeakerPair[] | null {
  if (!original.bySpeaker || !compressed.bySpeaker) return null;
  const after = new Map(compressed.bySpeaker.map(({ speaker, uar }) => [speaker, uar]));
  return original.bySpeaker
    .map((speaker) => ({ ...speaker, after: after.get(speaker.speaker) ?? Number.NaN }))
    .sort((a, b) => a.uar - b.uar || a.after - b.after);
}

/** The picture as SVG. */
export function speakerRecall(pairs: readonly SpeakerPair[], compressed: Series, id: string, width: number): string {
  return pairs.length <= MOST_SINGLE
    ? singleSpeakers(pairs, compressed, id, width)
    : speakerCounts(pairs, compressed, id, width);
}

function singleSpeakers(pairs: readonly SpeakerPair[], compressed: Series, id: string, width: number): string {
  const slanted = pairs.length * 26 > width - 60;
  const frame: Frame = { width, height: slanted ? 290 : 270, left: 44, right: width - 12, top: 34, bottom: 220 };
  const y = linearScale([0, 1], [frame.bottom, frame.top], 5);
  const step = (frame.right - frame.left) / pairs.length;
  // Beside each other, so that equal ones do not hide each other.
  const apart = Math.min(4, step / 4);
  const every = Math.ceil((pairs.length * 13) / (frame.right - frame.left));
  const marks = pairs.map(({ speaker, uar, after }, s) => {
    const x = frame.left + (s + 0.5) * step;
    const name = shortened(speaker, 7);
    const label = slanted
      ? element(
          "g",
          { transform: `rotate(-60 ${x.toFixed(1)} ${frame.bottom + 14})` },
          annotation(x, frame.bottom + 14, name, "end"),
        )
      : annotation(x, frame.bottom + 16, name, "middle");
    return group(
      "",
      element("line", { class: "link", x1: x - apart, x2: x + apart, y1: y.at(uar), y2: y.at(after) }),
      group("v-original", symbol("original", x - apart, y.at(uar))),
      group(`v-${compressed}`, symbol(compressed, x + apart, y.at(after))),
      s % every === 0 ? label : "",
    );
  });
  return picture(
    { ...frame, id, title: "UAR by speaker", description: description(pairs) },
    leftAxis(y, frame, "UAR of the speaker's recordings"),
    ...marks,
    annotation(frame.right, frame.height - 4, "speaker", "end", "name"),
  );
}

/** How many speakers have a UAR in each tenth from 0 to 1, before and after; a UAR of 1 is in the last. */
export function speakersByTenth(pairs: readonly SpeakerPair[]): { before: number[]; after: number[] } {
  const counts = (of: (pair: SpeakerPair) => number) => {
    const bins = Array.from({ length: BINS }, () => 0);
    for (const pair of pairs) {
      const bin = Math.min(BINS - 1, Math.floor(of(pair) * BINS));
      bins[bin]++;
    }
    return bins;
  };
  return { before: counts(({ uar }) => uar), after: counts(({ after }) => after) };
}

function speakerCounts(pairs: readonly SpeakerPair[], compressed: Series, id: string, width: number): string {
  const frame: Frame = { width, height: 260, left: 44, right: width - 12, top: 34, bottom: 216 };
  const { before, after } = speakersByTenth(pairs);
  const x = linearScale([0, 1], [frame.left, frame.right], 5);
  const y = linearScale([0, Math.max(...before, ...after)], [frame.bottom, frame.top], 4);
  const bar = (count: number, from: number, to: number) =>
    element("rect", {
      class: "kept",
      x: x.at(from),
      y: y.at(count),
      width: x.at(to) - x.at(from),
      height: frame.bottom - y.at(count),
    });
  return picture(
    { ...frame, id, title: "Speakers by their UAR", description: description(pairs) },
    leftAxis(y, frame, "speakers"),
    group("v-original", ...before.map((count, b) => bar(count, (b + 0.1) / BINS, (b + 0.48) / BINS))),
    group(`v-${compressed}`, ...after.map((count, b) => bar(count, (b + 0.52) / BINS, (b + 0.9) / BINS))),
    bottomAxis(x, frame, "UAR of the speaker's recordings, in tenths"),
  );
}

function description(pairs: readonly SpeakerPair[]): string {
  const worse = pairs.filter(({ uar, after }) => after < uar).length;
  const better = pairs.filter(({ uar, after }) => after > uar).length;
  return `Of ${pairs.length} speakers ${worse} have a lower UAR after compression, ${better} a higher one, ${pairs.length - worse - better} the same.`;
}

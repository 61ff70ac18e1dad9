/**
 * Parts of recordings: rows of one file with different `start` and `end`, as audformat and openSMILE have them.
 *
 *   wav/a.wav#t=0.5,2.25       from 0.5 s to 2.25 s,       wav/a.wav#t=0.5      to the end
 *
 * Source  W3C Media Fragments URI 1.0 (2012), section 4.2.1: the temporal dimension in seconds.
 */

import { isUnknownWord } from "./unknown-words.ts";

const MARK = "#t=";

/** The name of the part from `start` to `end` of a recording; undefined where neither is known, or it is the whole. */
export function segmentName(start: string | undefined, end: string | undefined): string | undefined {
  const [from, to] = [secondsText(start), secondsText(end)];
  if (to === undefined && (from === undefined || from === "0")) return undefined;
  return to === undefined ? from : `${from ?? "0"},${to}`;
}

/** The name of a part of a recording. */
export function withSegment(name: string, segment: string | undefined): string {
  return segment === undefined ? name : `${name}${MARK}${segment}`;
}

/** A name as recording and part. */
export function splitSegment(name: string): { readonly recording: string; readonly segment: string | undefined } {
  const at = name.lastIndexOf(MARK);
  if (at < 0) return { recording: name, segment: undefined };
  return { recording: name.slice(0, at), segment: name.slice(at + MARK.length) };
}

/** Whether two names are those of different parts of a recording. */
export function isOtherSegment(a: string, b: string): boolean {
  return splitSegment(a).segment !== splitSegment(b).segment;
}

/** A time in seconds: a number, or as pandas writes a Timedelta ("0 days 00:00:01.250000"). Others stay as they are. */
function secondsText(text: string | undefined): string | undefined {
  if (text === undefined || isUnknownWord(text)) return undefined;
  const clock = /^(?:(\d+) days?,? ?)?(?:(\d+):(\d\d):(\d\d(?:\.\d+)?))?$/.exec(text.trim());
  if (clock) {
    const [days, hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0));
    return `${Number(((days * 24 + hours) * 3600 + minutes * 60 + seconds).toFixed(9))}`;
  }
  const number = Number(text);
  return Number.isFinite(number) ? `${number}` : text.trim();
}

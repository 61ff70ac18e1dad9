/**
 * How many frames the last windows of a recording see, and how many of their results the functionals see.
 *
 * The reference works frame by frame. At the end of the input the pitch of the newest frames is still undecided, the
 * smoothing and the deltas have not written their last frames, and the functionals are computed from what is there.
 * Contours are written to the end afterwards, some windows having seen less than all.
 *
 *   N60, N20 number of long and short frames;  Q frames whose pitch was decided when the last frame had been read
 *
 * Source  specification, sections 13, 16 and 20.
 */

/** Lengths that all contours of one recording share. */
export interface FrameCounts {
  /** N60 */
  readonly long: number;
  /** N20 */
  readonly short: number;
  /** Q */
  readonly decided: number;
}

/** Frames of each group that its functionals see, always from frame 0 on. */
export interface FunctionalFrames {
  readonly slow: number;
  readonly fast: number;
  readonly voice: number;
  readonly pitch: number;
  readonly contours: number;
  readonly deltas: number;
}

/** Section 16. */
export function functionalFrames({ long, short, decided }: FrameCounts): FunctionalFrames {
  const pitch = decided === 0 ? long : decided;
  const withoutTail = Math.max(long - 2, 1);
  return {
    slow: withoutTail,
    fast: short - 2,
    voice: Math.max(pitch - 2, 1),
    pitch,
    contours: long,
    deltas: withoutTail,
  };
}

/** Frames of jitter, shimmer and HNR that the smoothing of a frame sees: they wait for the pitch. */
export function visibleVoiceQuality({ long, decided }: FrameCounts): (frame: number) => number {
  return (frame) => (decided >= 1 && (frame === decided - 1 || frame === decided) ? decided : long);
}

/** Smoothed frames that the delta of a frame of pitch or voice quality sees. */
export function visibleSmoothedVoice({ long, decided }: FrameCounts): (frame: number) => number {
  const smoothed = long + 1;
  if (decided === 0) return (frame) => (long < 3 ? Math.min(long + frame, smoothed) : smoothed);
  const lateStart = Math.max(decided + 3, long - 3);
  return (frame) => {
    if (frame <= decided + 2) return decided < 3 ? Math.min(decided + frame, decided + 1) : decided + 1;
    return frame === lateStart && frame - 2 < long ? long : smoothed;
  };
}

/**
 * Waveform and contours as SVG, each stretched to the width that there is.
 */

import { shape } from "./elements.ts";

const WIDTH = 400;
const HEIGHT = 100;

/** @param label  What a person who does not see it is told. */
function picture(label: string, content: Element): Element {
  const frame = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label };
  content.setAttribute("vector-effect", "non-scaling-stroke");
  return shape("svg", frame, content);
}

/** The waveform between its lowest and highest amplitudes. @param peak  The amplitude at the edges. */
export function waveform(label: string, lows: Float32Array, highs: Float32Array, peak: number): Element {
  const x = (part: number) => ((part / Math.max(1, lows.length - 1)) * WIDTH).toFixed(1);
  const y = (amplitude: number) => ((HEIGHT / 2) * (1 - (0.96 * amplitude) / peak)).toFixed(1);
  const upper = Array.from(highs, (amplitude, part) => `${x(part)},${y(amplitude)}`);
  const lower = Array.from(lows, (amplitude, part) => `${x(part)},${y(amplitude)}`).reverse();
  return picture(label, shape("polygon", { class: "wave", points: [...upper, ...lower].join(" ") }));
}

/** A contour over time, interrupted where it is 0; most points of a long one are left out. */
export function curve(label: string, values: Float32Array, lowest: number, highest: number): Element {
  const step = Math.max(1, Math.floor(values.length / WIDTH));
  const span = highest - lowest || 1;
  let path = "";
  let broken = true;
  for (let t = 0; t < values.length; t += step) {
    const value = values[t];
    if (value !== 0) {
      const x = ((t / Math.max(1, values.length - 1)) * WIDTH).toFixed(1);
      const y = (HEIGHT * (0.95 - (0.9 * (value - lowest)) / span)).toFixed(1);
      // The second point makes a single frame visible: a line of no length has round ends.
      path += broken ? `M${x} ${y}h.01` : `L${x} ${y}`;
    }
    broken = value === 0;
  }
  return picture(label, shape("path", { class: "curve", d: path }));
}

/** A bar from 0 to 1, which stands beside its number. */
export function bar(share: number): Element {
  return shape(
    "svg",
    { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    shape("rect", { class: "fill", width: String(100 * share), height: "10" }),
    shape("rect", { class: "ground", width: "100", height: "10", "vector-effect": "non-scaling-stroke" }),
  );
}

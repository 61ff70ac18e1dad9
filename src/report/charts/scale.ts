/**
 * Scales: from a number of the data to a place in the picture, with round ticks.
 */

interface Tick {
  readonly value: number;
  readonly label: string;
}

/** From values to places in a picture. */
export interface Scale {
  /** Place in the picture, in px. */
  at(value: number): number;
  readonly ticks: readonly Tick[];
}

export type Span = readonly [from: number, to: number];

/** A linear scale with about `count` ticks at 1, 2 or 5 times a power of ten. */
export function linearScale(domain: Span, range: Span, count = 5): Scale {
  const [from, to] = widened(domain);
  const step = tickStep((to - from) / count);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks: Tick[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++)
    ticks.push({ value: i * step, label: tickLabel(i * step, digits) });
  return { at: (value) => range[0] + ((value - from) / (to - from)) * (range[1] - range[0]), ticks };
}

/** A logarithmic scale of sizes in bytes, with ticks at 1, 10 and 100 bytes, KiB, MiB and GiB. */
export function byteScale(domain: Span, range: Span): Scale {
  const place = (bytes: number) => Math.log(bytes / domain[0]) / Math.log(domain[1] / domain[0]);
  const ticks = ["bytes", "KiB", "MiB", "GiB"]
    .flatMap((unit, power) => [1, 10, 100].map((n) => ({ value: n * 1024 ** power, label: `${n} ${unit}` })))
    .filter(({ value }) => value >= domain[0] && value <= domain[1]);
  return { at: (bytes) => range[0] + place(bytes) * (range[1] - range[0]), ticks };
}

/** A span that is not a point. */
function widened([from, to]: Span): Span {
  return to > from ? [from, to] : [from - 0.5, from + 0.5];
}

function tickStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((f) => f * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function tickLabel(value: number, digits: number): string {
  const label = Math.abs(value).toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return value < 0 && Number(value.toFixed(digits)) !== 0 ? `−${label}` : label;
}

/**
 * Numbers as all that people read writes them, terminal, tables, report and cards: UAR as a share with three decimals,
 * sizes in KiB and MiB, a true minus sign.
 */

const KIBIBYTE = 2 ** 10;
const MEBIBYTE = 2 ** 20;

/** A UAR, a recall, a probability, a margin: 0.682. */
export function shareText(share: number): string {
  return share.toFixed(3);
}

/** A mean loss: 0.693. */
export function lossText(loss: number): string {
  return loss.toFixed(3);
}

/** A share of zeros, as exact as schedules of pruning need it: 0.899981. */
export function sparsityText(sparsity: number): string {
  return sparsity.toFixed(6);
}

/** A correlation, an AUC, a test statistic, an entropy: 0.35. */
export function statisticText(value: number): string {
  return value.toFixed(2);
}

/** A mean count: 2.5; a whole one without decimals: 2. */
export function meanCountText(count: number): string {
  return Number.isInteger(count) ? countText(count) : count.toFixed(1);
}

/** A difference with its sign: +0.004, −0.011, 0.000. */
export function signedText(difference: number): string {
  const digits = Math.abs(difference).toFixed(3);
  if (Number(digits) === 0) return digits;
  return `${difference < 0 ? "−" : "+"}${digits}`;
}

/** An interval of shares, with two decimals: it is never known better. [0.63, 0.80]. */
export function intervalText({ low, high }: { low: number; high: number }): string {
  return `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

/** The same with three decimals, to compare with what other programs print: [0.632, 0.803]. */
export function longIntervalText({ low, high }: { low: number; high: number }): string {
  return `[${shareText(low)}, ${shareText(high)}]`;
}

/** The interval of a difference: [−0.031, +0.009]. */
export function signedIntervalText({ low, high }: { low: number; high: number }): string {
  return `[${signedText(low)}, ${signedText(high)}]`;
}

/** A size: 7.0 MiB, 24.9 KiB, 412 bytes. */
export function bytesText(bytes: number): string {
  if (bytes >= MEBIBYTE) return `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
  if (bytes >= KIBIBYTE) return `${(bytes / KIBIBYTE).toFixed(1)} KiB`;
  return `${bytes} bytes`;
}

/** A size as a number of KiB, for columns that say so: 1.6, 139,878.4. */
export function kibibytesText(bytes: number): string {
  return (bytes / KIBIBYTE).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** A size as a number of MiB: 137.4. */
export function mebibytesText(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(1);
}

/** How many times smaller: 4.8, 19.6, 288. */
export function ratioText(ratio: number): string {
  return ratio >= 100 ? countText(Math.round(ratio)) : ratio.toFixed(1);
}

/** A count with separators: 39,128,332. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** A large count: 5.2 M, 0.03 M. */
export function millionsText(count: number): string {
  const millions = count / 1e6;
  return `${millions >= 0.995 ? millions.toFixed(1) : millions.toPrecision(1)} M`;
}

/** Limits with two significant digits: 1.2 to 3.5; one number where both read the same. */
export function bandText({ low, high }: { low: number; high: number }): string {
  const [from, to] = [low, high].map((value) => Number(value.toPrecision(2)).toLocaleString("en-US", DIGITS));
  return from === to ? `${from}` : `${from} to ${to}`;
}

const DIGITS = { maximumFractionDigits: 20 };

/** A share of 1 in percent: 89.8 %. */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A p-value: 0.071, 2.3e-5; one too small for a double is below 1e-307. */
export function pValueText(p: number): string {
  if (p === 0) return "< 1e-307";
  return p >= 0.001 ? p.toFixed(3) : p.toExponential(1);
}

/** A count of something: 1 speaker, 4 speakers. */
export function counted(count: number, thing: string): string {
  return `${countText(count)} ${thing}${count === 1 ? "" : "s"}`;
}

/** A list in a sentence: a; a and b; a, b and c. */
export function listText(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

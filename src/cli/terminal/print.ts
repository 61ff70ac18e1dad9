/**
 * Results on stdout.
 */

/** A value as JSON, typed arrays as plain lists. */
export function printJson(value: unknown): void {
  const plain = (_key: string, part: unknown) =>
    ArrayBuffer.isView(part) && !(part instanceof DataView) ? Array.from(part as unknown as ArrayLike<number>) : part;
  process.stdout.write(`${JSON.stringify(value, plain, 2)}\n`);
}

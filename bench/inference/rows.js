/** Rows of numbers between −1 and 1, the same in every process. [batch × width] */
export function inputRows(batch, width) {
  return new Float32Array(batch * width).map((_, at) => Math.sin(at * 12.9898));
}

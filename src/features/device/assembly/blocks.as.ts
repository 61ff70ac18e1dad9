/**
 * Running sums by blocks: float32 sums that stay accurate over minutes, with a few operations a value.
 *
 * A functional that needs no stored contour keeps a state of a fixed size. Its sums run over a block of values, plainly, in
 * order; where the block ends they are merged into totals and begin again. So no sum is much longer than a block, and sums
 * of powers are taken about the mean of all blocks before, where they don't cancel. Adding a contour value by value or
 * whole gives the same bits.
 *
 * Functions named `...Add` take the values with indices `begin` to `begin + count` of a contour; index 0 resets the state.
 * `...Finish` and `...Of` read a state without changing it, so that more values may follow.
 */

/** Values of a block, a power of two. */
export const BLOCK_LENGTH: i32 = 32;

/** Whether the value with this index is the last one of its block. */
export function endsBlock(index: i32): bool {
  return (index & (BLOCK_LENGTH - 1)) == BLOCK_LENGTH - 1;
}

/** Values since the last block that is full. */
export function beganIn(count: i32): i32 {
  return count & (BLOCK_LENGTH - 1);
}

/** Where a run of values from an index on ends: with its block, or before `end`. */
export function runEnd(index: i32, end: i32): i32 {
  const next = (index & -BLOCK_LENGTH) + BLOCK_LENGTH;
  return next < end ? next : end;
}

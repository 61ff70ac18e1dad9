/**
 * Panels: how matrices lie in memory. A panel is 24 columns side by side, row after row: the lanes of a register tile,
 * read in the order in which they lie.
 */

/** Columns in a panel. */
export const PANEL: usize = 24;
/** One row of a panel. */
export const PANEL_BYTES: usize = 96;
/** A register tile: 2 splatted numbers × the 24 columns of a panel. */
export const TILE: usize = 2;
export const TILE_BYTES: usize = TILE * PANEL_BYTES;

/** Where column `index` begins in panels [n/24][stride][24]. */
// @ts-ignore: decorator
@inline
export function columnOf(panels: usize, index: i32, rowBytes: usize): usize {
  const within = <usize>index % PANEL;
  return panels + (<usize>index - within) * rowBytes + (within << 2);
}

/** Copies one row [stride] of a matrix [n][stride] to its column of panels [n/24][stride][24]. */
// @ts-ignore: decorator
@inline
export function rowToPanel(panels: usize, row: usize, index: i32, rowBytes: usize): void {
  const column = columnOf(panels, index, rowBytes);
  for (let at: usize = 0; at < rowBytes; at += 4) store<f32>(column + at * PANEL, load<f32>(row + at));
}

/** Where number `index` of row b begins in pairs of rows [stride/2][width][2]. */
// @ts-ignore: decorator
@inline
export function inPairs(pairs: usize, index: i32, b: i32, width: i32): usize {
  return pairs + (((<usize>(b >> 1) * width + index) << 3) | (<usize>(b & 1) << 2));
}

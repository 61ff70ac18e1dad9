/**
 * Panels: how matrices lie in memory. A panel is 24 columns side by side, row after row, so that a register tile of
 * 6 × 8 fits it four times one way and three times the other, and its numbers are read in the order in which they lie.
 */

/** Columns in a panel. */
export const PANEL: usize = 24;
/** One row of a panel. */
export const PANEL_BYTES: usize = 96;
/** Numbers of a register tile that are splatted; the other side of the tile is two vectors. */
export const TILE: usize = 6;

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

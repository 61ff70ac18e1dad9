/**
 * The whole page takes a file that is dropped; else the browser would leave the page for it.
 */

/** @param onDrop  Gets the first file; undefined where what was dropped is none. */
export function takeDrops(onDrop: (file: File | undefined) => void): void {
  const dropping = (on: boolean) => document.body.classList.toggle("dropping", on);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    dropping(true);
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) dropping(false);
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    dropping(false);
    onDrop(event.dataTransfer?.files[0]);
  });
}

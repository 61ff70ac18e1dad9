/**
 * The page's only script: copy buttons, and all details opened for printing. Everything can be read without it.
 */

export const PAGE_SCRIPT = `
for (const button of document.querySelectorAll("button[data-copy]")) {
  const block = button.closest(".format").querySelector("pre");
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(block.textContent); }
    catch {
      getSelection().selectAllChildren(block);
      document.execCommand("copy");
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = words; }, 1500);
  });
}
const closed = () => document.querySelectorAll("details.model:not([open])");
let opened = [];
addEventListener("beforeprint", () => { opened = [...closed()]; for (const one of opened) one.open = true; });
addEventListener("afterprint", () => { for (const one of opened) one.open = false; });
`;

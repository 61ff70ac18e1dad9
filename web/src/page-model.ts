/**
 * What `coldpress export web` writes in front of the page's script: the network and what is known about it.
 */

import type { PageModel } from "../../dist/export/page-model.js";

/** The model of this page. */
export const pageModel = (globalThis as unknown as { readonly coldpressModel: PageModel }).coldpressModel;

/** The container's bytes. */
export function containerBytes({ container }: PageModel): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(container), (character) => character.charCodeAt(0));
}

/**
 * What `coldpress export web` writes in front of the page's script: the network, what is known about it, and the worker's script.
 */

import type { PageModel } from "../../dist/export/page-model.js";

interface Written {
  readonly coldpressModel: PageModel;
  readonly coldpressListener: string;
}

/** The model of this page, and the script of the worker that runs it. */
export const { coldpressModel: pageModel, coldpressListener: listenerScript } = globalThis as unknown as Written;

/** The container's bytes. */
export function containerBytes({ container }: PageModel): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(container), (character) => character.charCodeAt(0));
}

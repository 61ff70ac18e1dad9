/**
 * Regions of one WebAssembly memory: first fit, grown on demand, given back region by region.
 *
 * Networks are few and large, so a list of gaps is enough. Memory that was grown stays with the engine until it is
 * closed; what a released network leaves is used again by the next one.
 */

import { UserError } from "../../core/errors.ts";
import { WASM_PAGE_BYTES, type WasmMemory } from "../../core/wasm-instance.ts";

/** A cache line. */
const ALIGNMENT_BYTES = 64;
const MEBIBYTE = 2 ** 20;

interface Gap {
  begin: number;
  end: number;
}

/** Hands out regions of a memory and takes them back. */
export class RegionAllocator {
  readonly #memory: WasmMemory;
  readonly #limitBytes: number;
  /** Gaps between regions, by address; never adjacent. */
  readonly #gaps: Gap[] = [];

  /** Takes over the whole memory but its first cache line: address 0 means "none" to the kernels. */
  constructor(memory: WasmMemory, limitBytes: number) {
    this.#memory = memory;
    this.#limitBytes = limitBytes;
    this.#insert({ begin: ALIGNMENT_BYTES, end: memory.buffer.byteLength });
  }

  /** Address of a new region, aligned to cache lines. Its bytes are whatever was there before. */
  allocate(bytes: number): number {
    const length = Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const gap = this.#gaps.find(({ begin, end }) => end - begin >= length) ?? this.#grow(length);
    const address = gap.begin;
    gap.begin += length;
    if (gap.begin === gap.end) this.#gaps.splice(this.#gaps.indexOf(gap), 1);
    return address;
  }

  free(address: number, bytes: number): void {
    const length = Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    this.#insert({ begin: address, end: address + length });
  }

  #grow(length: number): Gap {
    const size = this.#memory.buffer.byteLength;
    const last = this.#gaps.at(-1);
    const present = last?.end === size ? last.end - last.begin : 0;
    const pages = Math.ceil((length - present) / WASM_PAGE_BYTES);
    const needed = size + pages * WASM_PAGE_BYTES;
    if (needed > this.#limitBytes || !this.#tryToGrow(pages)) throw outOfMemory(needed, this.#limitBytes);
    return this.#insert({ begin: size, end: needed });
  }

  #tryToGrow(pages: number): boolean {
    try {
      this.#memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }

  /** Puts a gap back, joined with its neighbors. */
  #insert(gap: Gap): Gap {
    const at = this.#gaps.findIndex(({ begin }) => begin > gap.begin);
    const index = at < 0 ? this.#gaps.length : at;
    const { [index - 1]: before, [index]: after } = this.#gaps;
    if (after && after.begin === gap.end) this.#gaps.splice(index, 1);
    const end = after && after.begin === gap.end ? after.end : gap.end;
    if (before && before.end === gap.begin) {
      before.end = end;
      return before;
    }
    const joined = { begin: gap.begin, end };
    this.#gaps.splice(index, 0, joined);
    return joined;
  }
}

function outOfMemory(neededBytes: number, limitBytes: number): UserError {
  const needed = Math.ceil(neededBytes / MEBIBYTE);
  const limit = Math.floor(limitBytes / MEBIBYTE);
  return new UserError(
    `engine: the network needs ${needed} MiB of memory, and ${limit} MiB can be had at most; ` +
      "take a smaller model or a smaller batch, release other networks, or close other programs",
  );
}

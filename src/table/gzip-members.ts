/**
 * Gunzipping: the members of a gzip file one after the other, each checked, as `cat a.gz b.gz` and bgzip make them.
 *
 *   1f 8b 08 | flags | time 4 | hints 2 | extra fields, name, comment, header checksum where flagged | deflate | CRC-32 | length mod 2³²
 *
 * Zeros behind the last member are taken for the padding that tapes and archives leave; other bytes are refused.
 *
 * Source  P. Deutsch 1996, RFC 1952, section 2.
 */

import { crc32 } from "../core/crc32.ts";
import { FormatError } from "../core/errors.ts";
import { ByteFeed } from "./byte-feed.ts";
import { Inflater } from "./inflate.ts";
import { CutData, DamagedData } from "./inflate-codes.ts";

const FLAG = { HEADER_CHECKSUM: 2, EXTRA: 4, NAME: 8, COMMENT: 16, UNKNOWN: 0xe0 } as const;
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
/** What a symbol of deflate takes at most. Where fewer bytes are left, what looks damaged is cut: a trailer is longer. */
const CUT_WITHIN = 6;

/** Whether bytes begin as gzip does. */
export function looksLikeGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The bytes of all members.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the data are cut or damaged.
 */
export async function* gunzipped(name: string, compressed: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const feed = new ByteFeed(compressed);
  try {
    do yield* member(feed);
    while (await anotherFollows(feed));
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
    const isCut = error instanceof CutData || feed.isBeyond(CUT_WITHIN);
    const found = isCut
      ? "the gzip data end too early: the file is truncated"
      : `the gzip data are damaged (${error.message})`;
    throw new FormatError(`${name}: ${found}; copy or download it again`, { cause: error });
  }
}

async function* member(feed: ByteFeed): AsyncGenerator<Uint8Array> {
  await skipHeader(feed);
  let checksum = 0;
  let length = 0;
  for await (const piece of new Inflater(feed).pieces()) {
    checksum = crc32(piece, checksum);
    length += piece.length;
    yield piece;
  }
  const trailer = await take(feed, TRAILER_BYTES);
  const view = new DataView(trailer.buffer, trailer.byteOffset);
  if (view.getUint32(0, true) !== checksum) throw new DamagedData("the checksum differs");
  if (view.getUint32(4, true) !== length % 2 ** 32) throw new DamagedData("the length differs");
}

async function skipHeader(feed: ByteFeed): Promise<void> {
  const header = await take(feed, HEADER_BYTES);
  const flags = header[3];
  if (!looksLikeGzip(header) || header[2] !== 8 || (flags & FLAG.UNKNOWN) !== 0)
    throw new DamagedData("a header that is none of gzip's");
  if (flags & FLAG.EXTRA) {
    const [low = 0, high = 0] = await take(feed, 2);
    for (let left = low + 256 * high; left > 0; left--) await take(feed, 1);
  }
  if (flags & FLAG.NAME) await skipText(feed);
  if (flags & FLAG.COMMENT) await skipText(feed);
  if (flags & FLAG.HEADER_CHECKSUM) await take(feed, 2);
}

async function skipText(feed: ByteFeed): Promise<void> {
  while ((await take(feed, 1))[0] !== 0);
}

async function anotherFollows(feed: ByteFeed): Promise<boolean> {
  for (;;) {
    await feed.ensure(1);
    if (feed.available === 0) return false;
    if (feed.bytes[feed.at] !== 0) return true;
    feed.at++;
  }
}

/** The next bytes. @throws CutData if the stream ends before. */
async function take(feed: ByteFeed, count: number): Promise<Uint8Array> {
  await feed.ensure(count);
  if (feed.isBeyond(count)) throw new CutData();
  feed.at += count;
  return feed.bytes.subarray(feed.at - count, feed.at);
}

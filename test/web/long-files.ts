/**
 * Recordings of hours in files of some kilobytes.
 */

import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from "node:fs";
import { encodeWav } from "../../src/audio/encode-wav.ts";

/** Writes a WAV file of hours that takes no room: after its header it is a hole. Stereo, 16 bits, 44.1 kHz. */
export function longWav(path: string, seconds: number): void {
  const header = Buffer.from(encodeWav({ samples: new Float32Array(1), sampleRateHz: 44_100 }).subarray(0, 44));
  const dataBytes = seconds * 44_100 * 4;
  header.writeUInt32LE(dataBytes + 36, 4);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(44_100 * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt32LE(dataBytes, 40);
  const file = openSync(path, "w");
  writeSync(file, header);
  ftruncateSync(file, 44 + dataBytes);
  closeSync(file);
}

/** Writes an MP3 file of silence: frames of 26 ms at 32 kbit/s and 44.1 kHz, mono, of 104 bytes each. */
export function longMp3(path: string, seconds: number): void {
  const frame = Buffer.alloc(104);
  frame.set([0xff, 0xfb, 0x10, 0xc4]);
  writeFileSync(path, Buffer.concat(new Array(Math.ceil(seconds / (1152 / 44_100))).fill(frame)));
}

const FLAC_BLOCK_LENGTH = 4096;
const FLAC_RATE_HZ = 16_000;

/** Writes a FLAC file of silence, 3.9 frames of 13 bytes a second: hours in a few hundred kB. Source RFC 9639. */
export function longFlac(path: string, seconds: number): void {
  const frames = Math.ceil((seconds * FLAC_RATE_HZ) / FLAC_BLOCK_LENGTH);
  const info = Buffer.alloc(34);
  info.writeUInt16BE(FLAC_BLOCK_LENGTH, 0);
  info.writeUInt16BE(FLAC_BLOCK_LENGTH, 2);
  // Rate in 20 bits, one channel (0), 16 bits (15), the number of samples in 36.
  info.writeUInt32BE(FLAC_RATE_HZ * 2 ** 12 + 15 * 2 ** 4, 10);
  info.writeUInt32BE(frames * FLAC_BLOCK_LENGTH, 14);
  const numbers = Array.from({ length: frames }, (_, number) => silentFlacFrame(number));
  writeFileSync(path, Buffer.concat([Buffer.from("fLaC"), Buffer.from([0x80, 0, 0, info.length]), info, ...numbers]));
}

/** Fixed blocks of 4096 (12) at 16 kHz (5), mono, 16 bits (4): one subframe, the constant 0. */
function silentFlacFrame(number: number): Buffer {
  const head = [0xff, 0xf8, (12 << 4) | 5, 4 << 1, ...Buffer.from(String.fromCodePoint(number))];
  const body = [...head, checksum(head, 8, 0x07), 0, 0, 0];
  const sum = checksum(body, 16, 0x8005);
  return Buffer.from([...body, sum >> 8, sum & 0xff]);
}

function checksum(bytes: readonly number[], width: 8 | 16, polynomial: number): number {
  const top = 1 << (width - 1);
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) sum = ((sum << 1) ^ (sum & top ? polynomial : 0)) & (2 * top - 1);
  }
  return sum;
}

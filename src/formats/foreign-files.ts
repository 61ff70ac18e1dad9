/**
 * Files that are taken for networks of ours, told by their first bytes: what they are, and what to do.
 */

/** How a kind of file begins: bytes as Latin-1 text, at some place. */
interface Signature {
  readonly at: number;
  readonly text: string;
  readonly is: string;
}

const RECORDING = "a recording; name the network before it";

const SIGNATURES: readonly Signature[] = [
  {
    at: 8,
    text: '{"',
    is: "a safetensors file that does not begin as a coldpress model file: another program wrote it, or it is damaged",
  },
  { at: 1, text: "HDF\r\n", is: "an HDF5 file, such as Keras writes; coldpress import takes it over" },
  {
    at: 0,
    text: "PK\x03\x04",
    is: "a zip archive, as PyTorch and Keras write networks: coldpress import takes those over; unpack others",
  },
  { at: 0, text: "\x1f\x8b", is: "gzipped; unpack it first (gunzip)" },
  ...["RIFF", "RF64", "fLaC", "OggS"].map((text) => ({ at: 0, text, is: RECORDING })),
  { at: 0, text: "version https://git-lfs", is: "a Git LFS pointer; fetch the file itself (git lfs pull)" },
];

/** What some bytes are, in words; undefined if they are nothing that is known. */
export function foreignKind(bytes: Uint8Array): string | undefined {
  // Not by TextDecoder: "latin1" is Windows-1252 to it, in some versions of Node as the standard says, in others not.
  const textAt = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  return SIGNATURES.find(({ at, text }) => textAt(at, text.length) === text)?.is;
}

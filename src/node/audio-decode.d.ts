/** The part of audio-decode 3 that is used: the package is optional, and its own types are not there without it. */
declare module "audio-decode" {
  export default function decode(bytes: Uint8Array): Promise<{ channelData?: Float32Array[]; sampleRate: number }>;
}

/**
 * On the audio thread: collects what the microphone gives and hands it on in blocks, unchanged.
 */

/** What an AudioWorkletGlobalScope offers; TypeScript declares none of it. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new () => AudioWorkletProcessor & { process(inputs: readonly (readonly Float32Array[])[]): boolean },
): void;

/** 43 ms at 48 kHz: often enough for the meter, seldom enough for the thread. */
const BLOCK_LENGTH = 2048;

registerProcessor(
  "recorder",
  class extends AudioWorkletProcessor {
    #block = new Float32Array(BLOCK_LENGTH);
    #filled = 0;
    #stopped = false;

    constructor() {
      super();
      // Any message means: hand over what is there, and end.
      this.port.onmessage = () => {
        this.#stopped = true;
        this.port.postMessage(this.#block.slice(0, this.#filled));
        this.port.postMessage(null);
      };
    }

    process(inputs: readonly (readonly Float32Array[])[]): boolean {
      if (this.#stopped) return false;
      const samples = inputs[0]?.[0];
      if (samples) this.#collect(samples);
      return true;
    }

    #collect(samples: Float32Array): void {
      for (const sample of samples) {
        this.#block[this.#filled++] = sample;
        if (this.#filled < BLOCK_LENGTH) continue;
        this.port.postMessage(this.#block.slice());
        this.#filled = 0;
      }
    }
  },
);

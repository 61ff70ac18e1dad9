/**
 * The page's side of the worker: one recording at a time.
 *
 * The worker's script is inside the page's and starts from a blob: such a worker has the policy of its page, even where a
 * host sends no headers; one from a file would have the policy of that file's response, which there is none.
 */

import type { FromListener, Heard, ToListener } from "./messages.ts";

export type Decode = (bytes: Uint8Array, sampleRateHz: number | undefined) => Promise<ToListener>;

export interface ListenerClient {
  /** What the network says of a recording. */
  hear(recording: ToListener): Promise<Heard>;
}

/**
 * A worker with its network, ready.
 *
 * @param script  The worker's.
 * @throws Error with the reason if this browser cannot run it.
 */
export async function startListener(script: string, container: Uint8Array, decode: Decode): Promise<ListenerClient> {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(address);
  const send = (message: ToListener) => worker.postMessage(message);
  let heard: (heard: Heard) => void = () => undefined;
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener("error", ({ message }) => {
      heard({ kind: "noAnswer", reason: message });
      reject(new Error(message));
    });
    worker.addEventListener("message", ({ data }: MessageEvent<FromListener>) => {
      if (data.kind === "ready") resolve();
      else if (data.kind === "unable") reject(new Error(data.reason));
      else if (data.kind === "heard") heard(data.heard);
      else void decode(data.bytes, data.sampleRateHz).then(send);
    });
  });
  send({ kind: "model", container });
  await ready;
  URL.revokeObjectURL(address);
  return {
    hear: (recording) =>
      new Promise((resolve) => {
        heard = resolve;
        send(recording);
      }),
  };
}

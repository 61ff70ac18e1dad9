/**
 * Files: networks, training states and compressed networks as bytes, and what is in them.
 */

export { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
export { type BillOfBytes, billOfBytes } from "./container/bill-of-bytes.ts";
export {
  CONTAINER_DEFAULTS,
  type ContainerFile,
  type ContainerOptions,
  decodeContainer,
  encodeContainer,
} from "./container/container-file.ts";
export { type ContainerSurvivors, decodeContainerSurvivors } from "./container/container-survivors.ts";
export { type Inspection, inspectFile } from "./inspect.ts";
export type { SparsityInspection, TensorInspection } from "./inspect-tensors.ts";
export { decodeModelFile, encodeModelFile, type ModelFile } from "./model-file.ts";
export { NETWORK_FORMATS, type NetworkFile, type NetworkFormat, readNetworkFile } from "./network-files.ts";
export { decodeTflite, encodeTflite, type QuantizedModelFile } from "./tflite/tflite-file.ts";
export { zipChunks, zipSizeBytes } from "./zip.ts";

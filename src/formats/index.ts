/**
 * Files: networks, training states and compressed networks as bytes, and what is in them.
 */

export { billOfBytes } from "./container/bill-of-bytes.ts";
export { type ContainerFile, decodeContainer, encodeContainer } from "./container/container-file.ts";
export { type Inspection, inspectFile } from "./inspect.ts";
export { decodeModelFile, encodeModelFile, type ModelFile } from "./model-file.ts";
export { type NetworkFile, readNetworkFile } from "./network-files.ts";
export { encodeOnnx } from "./onnx/onnx-file.ts";
export { decodeTflite, encodeTflite } from "./tflite/tflite-file.ts";
export { zipSizeBytes } from "./zip.ts";

/**
 * Files: networks as bytes in every format, and what is in them.
 */

export { encodeContainer } from "./container/container-file.ts";
export { type Inspection, inspectFile } from "./inspect.ts";
export { encodeModelFile } from "./model-file.ts";
export { type NetworkFile, readNetworkFile } from "./network-files.ts";
export { encodeOnnx } from "./onnx/onnx-file.ts";
export { encodeTflite } from "./tflite/tflite-file.ts";

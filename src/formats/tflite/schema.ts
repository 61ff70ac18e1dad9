/**
 * The part of the TensorFlow Lite schema that dense networks need: numbers of the fields ("slots") and of the codes.
 *
 * A FlatBuffers table finds its fields by slot, in the order of their declaration in the schema. The slots stand here
 * by the schema's names, so a file written with them is read by every TensorFlow Lite or LiteRT runtime.
 *
 * Source  https://github.com/tensorflow/tensorflow, tensorflow/compiler/mlir/lite/schema/schema.fbs, version 3.
 */

/** Stands at byte 4 of every file. */
export const FILE_IDENTIFIER = "TFL3";

export const SCHEMA_VERSION = 3;

/** The runtime reads constants in place, with SIMD. */
export const BUFFER_ALIGNMENT = 16;

export const MODEL = { version: 0, operatorCodes: 1, subgraphs: 2, description: 3, buffers: 4, metadata: 6 } as const;

/** Old runtimes read `deprecatedBuiltinCode` (int8), new ones `builtinCode` (int32): both are written. */
export const OPERATOR_CODE = { deprecatedBuiltinCode: 0, version: 2, builtinCode: 3 } as const;

export const SUBGRAPH = { tensors: 0, inputs: 1, outputs: 2, operators: 3, name: 4 } as const;

/** `buffer` 0 is the empty one: a tensor that the runtime computes. */
export const TENSOR = { shape: 0, type: 1, buffer: 2, name: 3, quantization: 4 } as const;

export const QUANTIZATION = { scale: 2, zeroPoint: 3 } as const;

export const OPERATOR = { opcodeIndex: 0, inputs: 1, outputs: 2, optionsType: 3, options: 4 } as const;

export const BUFFER = { data: 0 } as const;

export const METADATA = { name: 0, buffer: 1 } as const;

export const TENSOR_TYPES = { float32: 0, int32: 2, int8: 9 } as const;

export type TensorType = keyof typeof TENSOR_TYPES;

/** Softmax's only option. */
export const SOFTMAX_BETA = 0;

/** The only option of a leaky ReLU, its slope. */
export const LEAKY_RELU_ALPHA = 0;

/** What stands in the old field, one byte, for codes that it cannot hold. */
export const LARGEST_OLD_CODE = 127;

/**
 * The operators of a dense network.
 *
 * `optionsType` is the place of the operator's options in the union BuiltinOptions (0: none); all options keep their
 * defaults (no fused activation, the exact GELU), except softmax's beta and the slope of a leaky ReLU.
 */
export const OPERATORS = {
  multiply: { code: 18, optionsType: 21 },
  add: { code: 0, optionsType: 11 },
  fullyConnected: { code: 9, optionsType: 8 },
  /** FULLY_CONNECTED with int8 weights and float32 inputs has a version number of its own. */
  hybridFullyConnected: { code: 9, optionsType: 8, version: 3 },
  logistic: { code: 14, optionsType: 0 },
  tanh: { code: 28, optionsType: 0 },
  relu: { code: 19, optionsType: 0 },
  leakyRelu: { code: 98, optionsType: 75 },
  gelu: { code: 150, optionsType: 116 },
  softmax: { code: 25, optionsType: 9 },
  /** The same on int8 activations; versions are those of the runtime's register for int8. */
  quantize: { code: 114, optionsType: 0 },
  integerFullyConnected: { code: 9, optionsType: 8, version: 4 },
  integerLogistic: { code: 14, optionsType: 0, version: 2 },
  integerTanh: { code: 28, optionsType: 0, version: 2 },
  integerRelu: { code: 19, optionsType: 0, version: 2 },
  integerLeakyRelu: { code: 98, optionsType: 75, version: 2 },
  integerSoftmax: { code: 25, optionsType: 9, version: 2 },
  dequantize: { code: 6, optionsType: 0, version: 2 },
} as const;

export type OperatorName = keyof typeof OPERATORS;

/** Inputs per call of onnxruntime-web: the benchmark's file is written for so many. */
export const onnxBatch = 40

/* nn_bulk.h: linear kernels for whole data sets in the page: the step structs of nn.h, weights
 * widened to int16 and woven for vectors of four output channels (README.md). They give the very
 * bytes of the plain kernels. */
#ifndef NN_BULK_H
#define NN_BULK_H

#include "nn.h"

#if defined(__wasm__)
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name)
#endif

typedef nn_conv2d_s8_step nn_conv2d_s8_bulk_step;
typedef nn_depthwise_conv2d_s8_step nn_depthwise_conv2d_s8_bulk_step;
typedef nn_dense_s8_step nn_dense_s8_bulk_step;

/* Room for a widened picture: set by the runner, as large as the `_scratch` functions say. */
extern int16_t *nn_scratch;

uint32_t nn_conv2d_s8_bulk_scratch(const nn_conv2d_s8_bulk_step *step);
void nn_conv2d_s8_bulk(const nn_conv2d_s8_bulk_step *step, const nn_memory *memory, nn_rows rows);
uint32_t nn_depthwise_conv2d_s8_bulk_scratch(const nn_depthwise_conv2d_s8_bulk_step *step);
void nn_depthwise_conv2d_s8_bulk(const nn_depthwise_conv2d_s8_bulk_step *step,
                                 const nn_memory *memory, nn_rows rows);
uint32_t nn_dense_s8_bulk_scratch(const nn_dense_s8_bulk_step *step);
void nn_dense_s8_bulk(const nn_dense_s8_bulk_step *step, const nn_memory *memory, nn_rows rows);

/* Forms of plain kernels, in the SIMD module only. */
void nn_max_pool2d_s8_simd(const nn_max_pool2d_s8_step *step, const nn_memory *memory,
                           nn_rows rows);
void nn_average_pool2d_s8_simd(const nn_average_pool2d_s8_step *step, const nn_memory *memory,
                               nn_rows rows);
void nn_global_average_s8_simd(const nn_global_average_s8_step *step, const nn_memory *memory,
                               nn_rows rows);
void nn_add_s8_simd(const nn_add_s8_step *step, const nn_memory *memory, nn_rows rows);
void nn_lookup_s8_simd(const nn_lookup_s8_step *step, const nn_memory *memory, nn_rows rows);
void nn_concat_s8_simd(const nn_concat_s8_step *step, const nn_memory *memory, nn_rows rows);
void nn_pad2d_s8_simd(const nn_pad2d_s8_step *step, const nn_memory *memory, nn_rows rows);

#endif

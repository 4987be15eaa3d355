/* Gradients of convolutions and poolings in float32, NHWC, which TensorFlow.js' WebAssembly back end lacks or has
 * slow or wrong. A dense layer is a 1 x 1 convolution over one row of samples. Runs in the page only: SIMD of
 * WebAssembly, one thread, so the same bits everywhere. Sums run over taps in a fixed order. */
#ifndef GRADIENTS_H
#define GRADIENTS_H

#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

/* Filled in by gradientKernels.ts in this order. Kernels are [kernel_h][kernel_w][in_c][out_c];
 * depthwise [kernel_h][kernel_w][in_c][multiplier] with out_c = in_c * multiplier. */
typedef struct {
  int32_t n, in_h, in_w, in_c, out_h, out_w, out_c;
  int32_t kernel_h, kernel_w, stride_h, stride_w, pad_top, pad_left, multiplier;
} sizes;

static inline int32_t up4(int32_t count) { return (count + 3) & ~3; }

/* The part of the padded picture that windows touch. */
static inline int32_t plane_h(const sizes *s) { return (s->out_h - 1) * s->stride_h + s->kernel_h; }
static inline int32_t plane_w(const sizes *s) { return (s->out_w - 1) * s->stride_w + s->kernel_w; }

/* One picture into a plane of `channels` >= in_c, zeros around and behind. */
void fill_plane(const sizes *s, const float *x, float *plane, int32_t channels);
/* And back, dropping what lies outside the picture. */
void read_plane(const sizes *s, const float *plane, float *x, int32_t channels);
/* count vectors of `width` floats, `stride` apart, each filled up with zeros to `padded`. */
void pad_vectors(const float *from, int32_t count, int32_t stride, int32_t width, int32_t step,
                 float *to, int32_t padded);

/* Floats of scratch memory that any gradient needs. */
int32_t scratch_floats(const sizes *s);

void conv2d_filter_gradient(const sizes *s, const float *x, const float *dy, float *dw, float *scratch);
void conv2d_input_gradient(const sizes *s, const float *dy, const float *w, float *dx, float *scratch);
void depthwise_filter_gradient(const sizes *s, const float *x, const float *dy, float *dw, float *scratch);
void depthwise_input_gradient(const sizes *s, const float *dy, const float *w, float *dx, float *scratch);
void max_pool_gradient(const sizes *s, const float *x, const float *dy, float *dx, float *scratch);
void average_pool_gradient(const sizes *s, const float *dy, const float *unused, float *dx, float *scratch);

#endif

/* dw[ky][kx][c][m] = sum of x * dy of that channel; one multiplier after the other, 4 channels at once. */
#include "gradients.h"

void depthwise_filter_gradient(const sizes *s, const float *x, const float *dy, float *dw, float *scratch) {
  const int32_t c = up4(s->in_c), w = plane_w(s), places = s->out_h * s->out_w, m = s->multiplier;
  const int32_t taps = s->kernel_h * s->kernel_w;
  float *plane = scratch;
  float *padded = plane + (size_t)plane_h(s) * w * c;
  for (int32_t i = 0; i < taps * s->out_c; i++) dw[i] = 0;
  for (int32_t n = 0; n < s->n; n++) {
    fill_plane(s, x + (size_t)n * s->in_h * s->in_w * s->in_c, plane, c);
    for (int32_t j = 0; j < m; j++) {
      pad_vectors(dy + (size_t)n * places * s->out_c + j, places, s->out_c, s->in_c, m, padded, c);
      for (int32_t t = 0; t < taps; t++)
        for (int32_t i = 0; i < s->in_c; i += 4) {
          v128_t sum = wasm_f32x4_const_splat(0);
          const float *g = padded + i;
          for (int32_t y = 0; y < s->out_h; y++) {
            const float *from = plane +
                ((size_t)(y * s->stride_h + t / s->kernel_w) * w + t % s->kernel_w) * c + i;
            for (int32_t k = s->out_w; k > 0; k--, from += s->stride_w * c, g += c)
              sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load(from), wasm_v128_load(g)));
          }
          float four[4];
          wasm_v128_store(four, sum);
          for (int32_t k = 0; k < 4 && i + k < s->in_c; k++)
            dw[((size_t)t * s->in_c + i + k) * m + j] += four[k];
        }
    }
  }
}

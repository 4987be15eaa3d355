/* dx[y][x][c] = sum over the windows that read it of dy * w of that channel. */
#include "gradients.h"

void depthwise_input_gradient(const sizes *s, const float *dy, const float *w, float *dx, float *scratch) {
  const int32_t c = up4(s->in_c), width = plane_w(s), height = plane_h(s), m = s->multiplier;
  const int32_t taps = s->kernel_h * s->kernel_w, places = s->out_h * s->out_w;
  float *plane = scratch;
  float *padded = plane + (size_t)height * width * c;
  float *kernel = padded + (size_t)places * c;
  for (int32_t n = 0; n < s->n; n++) {
    for (int32_t i = 0; i < height * width * c; i++) plane[i] = 0;
    for (int32_t j = 0; j < m; j++) {
      pad_vectors(dy + (size_t)n * places * s->out_c + j, places, s->out_c, s->in_c, m, padded, c);
      pad_vectors(w + j, taps, s->out_c, s->in_c, m, kernel, c);
      for (int32_t y = 0; y < s->out_h; y++)
        for (int32_t t = 0; t < taps; t++)
          for (int32_t i = 0; i < c; i += 4) {
            const v128_t tap = wasm_v128_load(kernel + (size_t)t * c + i);
            const float *g = padded + (size_t)y * s->out_w * c + i;
            float *to = plane +
                ((size_t)(y * s->stride_h + t / s->kernel_w) * width + t % s->kernel_w) * c + i;
            for (int32_t k = s->out_w; k > 0; k--, g += c, to += s->stride_w * c)
              wasm_v128_store(to, wasm_f32x4_add(wasm_v128_load(to), wasm_f32x4_mul(wasm_v128_load(g), tap)));
          }
    }
    read_plane(s, plane, dx + (size_t)n * s->in_h * s->in_w * s->in_c, c);
  }
}

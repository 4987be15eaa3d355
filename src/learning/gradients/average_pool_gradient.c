/* dx = dy / taps of the whole window, added over all windows, as the other back ends do it. */
#include "gradients.h"

void average_pool_gradient(const sizes *s, const float *dy, const float *unused, float *dx, float *scratch) {
  (void)unused, (void)scratch;
  const int32_t c = s->in_c, row = s->in_w * c;
  const float share = 1.0f / (float)(s->kernel_h * s->kernel_w);
  for (size_t i = 0, n = (size_t)s->n * s->in_h * row; i < n; i++) dx[i] = 0;
  for (int32_t n = 0; n < s->n; n++)
    for (int32_t oy = 0; oy < s->out_h; oy++)
      for (int32_t ox = 0; ox < s->out_w; ox++, dy += c)
        for (int32_t i = 0; i < s->kernel_h; i++)
          for (int32_t j = 0; j < s->kernel_w; j++) {
            const int32_t y = oy * s->stride_h - s->pad_top + i;
            const int32_t x = ox * s->stride_w - s->pad_left + j;
            if (y < 0 || y >= s->in_h || x < 0 || x >= s->in_w) continue;
            float *to = dx + ((size_t)n * s->in_h + y) * row + (size_t)x * c;
            for (int32_t k = 0; k < c; k++) to[k] += dy[k] * share;
          }
}

#include "gradients.h"

void fill_plane(const sizes *s, const float *x, float *plane, int32_t channels) {
  const int32_t h = plane_h(s), w = plane_w(s), c = s->in_c;
  for (int32_t i = 0; i < h * w * channels; i++) plane[i] = 0;
  for (int32_t y = 0; y < h; y++) {
    const int32_t from = y - s->pad_top;
    if (from < 0 || from >= s->in_h) continue;
    for (int32_t x_at = 0; x_at < w; x_at++) {
      const int32_t column = x_at - s->pad_left;
      if (column < 0 || column >= s->in_w) continue;
      const float *source = x + ((size_t)from * s->in_w + column) * c;
      float *target = plane + ((size_t)y * w + x_at) * channels;
      for (int32_t i = 0; i < c; i++) target[i] = source[i];
    }
  }
}

void read_plane(const sizes *s, const float *plane, float *x, int32_t channels) {
  const int32_t h = plane_h(s), w = plane_w(s), c = s->in_c;
  for (int32_t y = 0; y < s->in_h; y++)
    for (int32_t x_at = 0; x_at < s->in_w; x_at++) {
      const int32_t row = y + s->pad_top, column = x_at + s->pad_left;
      const int32_t seen = row < h && column < w;
      const float *source = plane + ((size_t)row * w + column) * channels;
      float *target = x + ((size_t)y * s->in_w + x_at) * c;
      for (int32_t i = 0; i < c; i++) target[i] = seen ? source[i] : 0;
    }
}

void pad_vectors(const float *from, int32_t count, int32_t stride, int32_t width, int32_t step,
                 float *to, int32_t padded) {
  for (int32_t v = 0; v < count; v++, from += stride, to += padded) {
    for (int32_t i = 0; i < width; i++) to[i] = from[(size_t)i * step];
    for (int32_t i = width; i < padded; i++) to[i] = 0;
  }
}

int32_t scratch_floats(const sizes *s) {
  const int32_t plane = plane_h(s) * plane_w(s) * up4(s->in_c);
  const int32_t outputs = s->out_h * s->out_w * up4(s->out_c);
  const int32_t taps = s->kernel_h * s->kernel_w;
  const int32_t kernel = taps * up4(s->in_c) * up4(s->out_c);
  return plane + outputs + kernel;
}

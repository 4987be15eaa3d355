/* plane.h: the part of a picture that some output rows read, widened to int16 in scratch memory and
 * framed with the zero point. */
#ifndef PLANE_H
#define PLANE_H

#include "nn_bulk.h"
#include "vector.h"

/* Vectors may read this far behind the last value; weights of 0 cancel what they read. */
#define PLANE_SLACK 16

typedef struct {
    uint32_t rows, columns;
    int top, left; /* place of its first value in the picture, may be negative */
} plane_place;

/* Places that `outputs` windows, `stride` apart, cover along one axis. */
static inline uint32_t windows_extent(uint32_t outputs, uint32_t stride, uint32_t kernel,
                                      uint32_t dilation)
{
    return outputs == 0 ? 0 : (outputs - 1) * stride + (kernel - 1) * dilation + 1;
}

static inline uint32_t plane_bytes(plane_place place, uint32_t channels)
{
    const uint64_t values = (uint64_t)place.rows * place.columns * channels + PLANE_SLACK;
    const uint64_t bytes = values * sizeof(int16_t);
    return bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes;
}

/* Scratch memory that holds the places of taps, 4 bytes each, and then the plane. */
static inline uint32_t scratch_bytes_of(uint32_t places, plane_place place, uint32_t channels)
{
    const uint64_t bytes = 4 * (uint64_t)places + plane_bytes(place, channels);
    return bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes;
}

static inline const int16_t *bytes_behind(const int16_t *from, uint32_t bytes)
{
    return (const int16_t *)(const void *)((const char *)from + bytes);
}

static inline int16_t *plane_fill(int16_t *to, int16_t value, size_t count)
{
    for (; count > 0; count--) *to++ = value;
    return to;
}

/* The picture is in_h × in_w × channels; every channel stands `copies` times beside itself. */
static inline void plane_widen(int16_t *to, const int8_t *picture, plane_place place, uint32_t in_h,
                               uint32_t in_w, uint32_t channels, uint32_t copies,
                               int16_t zero_point)
{
    const uint32_t wide = channels * copies;
    for (uint32_t row = 0; row < place.rows; row++) {
        const int y = place.top + (int)row;
        const uint32_t before = place.left < 0 ? (uint32_t)-place.left : 0;
        if (y < 0 || y >= (int)in_h || before >= place.columns) {
            to = plane_fill(to, zero_point, (size_t)place.columns * wide);
            continue;
        }
        const uint32_t rest = place.columns - before, inside = rest < in_w ? rest : in_w;
        const int8_t *from = picture + (size_t)y * in_w * channels;
        to = plane_fill(to, zero_point, (size_t)before * wide);
        if (copies == 1) {
            widen(to, from, (size_t)inside * wide);
            to += (size_t)inside * wide;
        } else
            for (size_t n = (size_t)inside * channels; n > 0; n--)
                to = plane_fill(to, *from++, copies);
        to = plane_fill(to, zero_point, (size_t)(rest - inside) * wide);
    }
    plane_fill(to, 0, PLANE_SLACK);
}

#endif

/* nn_window.h: which part of a window lies inside the picture. */
#ifndef NN_WINDOW_H
#define NN_WINDOW_H

#include "nn_port.h"

/* First place behind both the window of `size` places from `at` on and the picture's `length`. */
static inline uint16_t nn_window_end(int at, uint16_t size, uint16_t length)
{
    const uint16_t end = (uint16_t)(at + (int)size);
    return end < length ? end : length;
}

/* Taps [first, end) of a kernel lie inside; both are `taps` where none does. */
typedef struct {
    uint8_t first, end;
} nn_taps;

static inline nn_taps nn_taps_inside(int at, uint8_t taps, uint8_t dilation, uint16_t length)
{
    nn_taps inside = {0, taps};
    int last = at + (taps - 1) * dilation;
    for (; at < 0 && inside.first < taps; at += dilation) inside.first++;
    for (; last >= (int)length && inside.end > inside.first; last -= dilation) inside.end--;
    return inside;
}

#endif

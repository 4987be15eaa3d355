/* nn_window.h: where a pooling window that reaches beyond the picture ends. */
#ifndef NN_WINDOW_H
#define NN_WINDOW_H

#include "nn_port.h"

/* First place behind both the window of `size` places from `at` on and the picture's `length`. */
static inline uint16_t nn_window_end(int at, uint16_t size, uint16_t length)
{
    const uint16_t end = (uint16_t)(at + (int)size);
    return end < length ? end : length;
}

#endif

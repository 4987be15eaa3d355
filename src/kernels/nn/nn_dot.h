/* nn_dot.h: the inner loops of the linear kernels. Sums are exact in int32 [C1]. */
#ifndef NN_DOT_H
#define NN_DOT_H

#include "nn_port.h"

/* sum + Σ x · w over `rows` ≥ 1 rows of `run` ≥ 1 values each: rows of x begin `stride` apart, rows
 * of w follow each other. */
int32_t nn_dot_rows(int32_t sum, const int8_t *x, size_t stride, nn_flash w, size_t run,
                    uint8_t rows);

/* The same over rows of n ≥ 1 values that lie x_step apart, in rows that begin `below` apart; all
 * weights lie w_step apart. */
int32_t nn_dot_apart(int32_t sum, const int8_t *x, size_t x_step, size_t below, nn_flash w,
                     uint16_t w_step, uint8_t n, uint8_t rows);

#endif

/* nn_dot.c: functions of their own, because the AVR's loops want nearly all of its registers. */
#include "nn_dot.h"

NN_KERNEL int32_t nn_dot_rows(int32_t sum, const int8_t *x, size_t stride, nn_flash w, size_t run,
                              uint8_t rows)
{
    return nn_port_dot_rows(sum, x, stride, w, run, rows);
}

NN_KERNEL int32_t nn_dot_apart(int32_t sum, const int8_t *x, size_t x_step, size_t below,
                               nn_flash w, uint16_t w_step, uint8_t n, uint8_t rows)
{
    return nn_port_dot_apart(sum, x, x_step, below, w, w_step, n, rows);
}

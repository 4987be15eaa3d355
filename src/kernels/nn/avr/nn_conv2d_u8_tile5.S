/* See nn_avr_conv2d.S. */
#include "nn_avr_conv2d.h"

CONV2D nn_conv2d_u8_tile5, nn_avr_taps5

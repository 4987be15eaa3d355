/* See nn_avr_depthwise.S. */
#include "nn_avr_depthwise.h"

DEPTHWISE nn_depthwise_conv2d_u8_tile3, nn_avr_depthwise3

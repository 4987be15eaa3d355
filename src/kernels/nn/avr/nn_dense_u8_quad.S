/* See nn_avr_vectors.S. */
#include "nn_avr_vectors.h"

VECTORS nn_dense_u8_quad, nn_avr_dense

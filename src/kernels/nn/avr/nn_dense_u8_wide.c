/* nn_dense_u8_wide.c: see nn_avr_vectors.c. */
#include "nn_avr.h"

NN_KERNEL void nn_dense_u8_wide(const nn_dense_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    (void)rows;
    nn_avr_vectors(step, memory, nn_avr_dense_wide);
}

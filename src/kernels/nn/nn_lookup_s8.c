/* nn_lookup_s8.c: sigmoid, tanh, rescaling: a function of one value is 256 bytes of flash [E2]. */
#include "nn.h"

NN_KERNEL void nn_lookup_s8(const nn_lookup_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_flash table = nn_model_at(memory, step->table);
    const int8_t *in = memory->arena + step->in;
    int8_t *out = memory->arena + step->out;
    (void)rows;
    for (uint32_t n = step->count; n > 0; n--) {
        const uint8_t place = (uint8_t)(*in++ + 128);
        *out++ = nn_read_s8(table + place);
    }
}

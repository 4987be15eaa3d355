/* nn_softmax_s8.c: e^(x − largest) from a table, divided by the sum. Everything fits uint32:
 * 65,535 values of at most 65,535, and 65,535 · 256 + sum / 2 [E3]. */
#include "nn.h"

NN_KERNEL void nn_softmax_s8(const nn_softmax_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_flash table = nn_model_at(memory, step->table);
    const uint16_t count = step->count;
    const int8_t *in = memory->arena + step->in;
    int8_t *out = memory->arena + step->out;
    (void)rows;
    for (uint16_t vector = step->vectors; vector > 0; vector--) {
        int8_t largest = -128;
        uint32_t sum = 0;
        for (uint16_t i = 0; i < count; i++)
            if (in[i] > largest) largest = in[i];
        for (uint16_t i = 0; i < count; i++)
            sum += nn_read_u16(table + 2 * (uint16_t)(largest - in[i]));
        for (uint16_t i = count; i > 0; i--) {
            const uint32_t share = nn_read_u16(table + 2 * (uint16_t)(largest - *in++)) * 256UL;
            const uint32_t part = (share + sum / 2) / sum;
            *out++ = (int8_t)((int16_t)(part > 255 ? 255 : part) - 128);
        }
    }
}

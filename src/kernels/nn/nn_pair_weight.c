#include "nn_pair_weight.h"

NN_KERNEL int16_t nn_pair_weight(nn_pair_weights weights, uint16_t channel, nn_flash_size tap)
{
    const nn_flash_size taps = weights.taps, pairs = weights.channels >> 1, even = taps & ~(nn_flash_size)1;
    const nn_flash_size pair = channel >> 1;
    const uint8_t alone = pair == pairs, second = channel & 1;
    if (weights.form == NN_STORED)
        return (int16_t)((uint8_t)nn_read_s8(weights.at + 2 * pair * taps +
                                             (alone ? tap : 2 * tap + second)) - 128);
    if (alone) return nn_read_s8(weights.at + 2 * pairs * taps + tap);
    nn_flash_size at = 2 * (pair * even + tap);
    if (tap == even) at = 2 * (pairs * even + pair);
    else if (weights.form == NN_CROSSED && tap < (taps & ~(nn_flash_size)3)) {
        if ((tap & 3) == 1) at += 2;
        if ((tap & 3) == 2) at -= 2;
    }
    const int8_t low = nn_read_s8(weights.at + at);
    /* The word is 256 · second + first: its high byte is one less where the first is negative. */
    return second ? (int16_t)(nn_read_s8(weights.at + at + 1) + (low < 0)) : low;
}

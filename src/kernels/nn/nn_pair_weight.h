/* nn_pair_weight.h: one weight of those that lie in pairs of channels (nn_pairs.h). */
#ifndef NN_PAIR_WEIGHT_H
#define NN_PAIR_WEIGHT_H

#include "nn_pairs.h"

typedef struct {
    nn_flash at;
    nn_flash_size taps;
    uint16_t channels;
    uint8_t form;
} nn_pair_weights;

int16_t nn_pair_weight(nn_pair_weights weights, uint16_t channel, nn_flash_size tap);

#endif

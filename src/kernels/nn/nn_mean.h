/* nn_mean.h: the mean of a pooling window. */
#ifndef NN_MEAN_H
#define NN_MEAN_H

#include "nn_port.h"

/* sum / count, rounded half away from zero [P2]. */
int8_t nn_mean(int32_t sum, uint32_t count);

#endif

#include "nn_avr_depthwise_asm.h"

DEPTHWISE nn_avr_depthwise3_stride2, 2

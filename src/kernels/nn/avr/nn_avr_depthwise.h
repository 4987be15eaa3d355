/* nn_avr_depthwise.h: a depthwise convolution of nn_u8.h made of tiles. */
#ifndef NN_AVR_DEPTHWISE_H
#define NN_AVR_DEPTHWISE_H

#include "nn_avr_asm.h"

.macro DEPTHWISE name, taps
SECTION \name
        ldi r26, lo8(gs(\taps))
        ldi r27, hi8(gs(\taps))
        FAR_JUMP nn_avr_depthwise
.endm

#endif

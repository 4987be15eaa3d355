/* nn_avr_conv2d.h: a convolution of nn_u8.h made of tiles. */
#ifndef NN_AVR_CONV2D_H
#define NN_AVR_CONV2D_H

#include "nn_avr_asm.h"

/* T = taps of any width. */
.macro CONV2D name, taps, any=0
SECTION \name
        ldi r26, lo8(gs(\taps))
        ldi r27, hi8(gs(\taps))
.if \any
        set
.else
        clt
.endif
        FAR_JUMP nn_avr_conv2d
.endm

#endif

/* nn_avr_enter.h: what kernels begin and end with. */
#ifndef NN_AVR_ENTER_H
#define NN_AVR_ENTER_H

#include "nn_avr_asm.h"

/* nn_avr_enter keeps what a C caller wants back, makes room for a frame of `bytes` and goes on
 * at `body`, Y = frame. Arguments are where they were; r0, r1 may bring more. X and Z are lost. */
.macro ENTER body, bytes
        ldi r26, \bytes+1
        ldi r30, lo8(gs(\body))
        ldi r31, hi8(gs(\body))
        FAR_JUMP nn_avr_enter
.endm

#endif

/* nn_avr_stride2_asm.h: sums of tiles whose weights stay in registers. */
#ifndef NN_AVR_STRIDE2_ASM_H
#define NN_AVR_STRIDE2_ASM_H

#include "nn_avr_pad_asm.h"

#define w0 r16
#define w1 r17
#define w2 r18
#define w3 r19
#define w4 r20
#define x r23

.macro SUM0 w
        MAC \w, x, r2, r3, r10
.endm
.macro SUM1 w
        MAC \w, x, r4, r5, r11
.endm
.macro SUM2 w
        MAC \w, x, r6, r7, r12
.endm
.macro SUM3 w
        MAC \w, x, r8, r9, r13
.endm

#endif

/* What kernels begin and end with: see nn_avr_enter.h. */
#include "nn_avr_enter.h"

.macro SET_STACK                /* to Y */
        in r27, SREG_IO
        cli
        out SPH_IO, r29
        out SREG_IO, r27        /* interrupts wait for one instruction more */
        out SPL_IO, r28
.endm

SECTION nn_avr_enter
        PUSH_ALL
        in r28, SPL_IO
        in r29, SPH_IO
        sub r28, r26
        sbci r29, 0
        SET_STACK
        std Y+1, r26
        adiw r28, 2
        icall
        in r28, SPL_IO
        in r29, SPH_IO
        ldd r26, Y+1
        add r28, r26
        clr r27
        adc r29, r27
        SET_STACK
        POP_ALL
        ret

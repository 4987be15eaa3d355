/* Tiles for kernels 1 column wide: 8.5 cycles a product for 4 windows, 11 for 2. */
#include "nn_avr_taps_asm.h"

.macro RUN4
        ld r16, X+
        ld r17, X+
        ld r18, X+
        ld r19, X+
        TAP4 r16, r17, r18, r19
        add r26, step_lo
        adc r27, step_hi
.endm

.macro RUN2
        ld r16, X+
        ld r17, X+
        TAP2 r16, r17
        add r26, step_lo
        adc r27, step_hi
.endm

/* Four runs a turn; the first turn may begin in the middle. */
SECTION nn_avr_taps1
        BEGIN_RUNS
        brts four_run
        lsr runs
        brcc two
        inc runs
        rjmp odd_two
two:    RUN2
odd_two:
        RUN2
        dec runs
        brne two
        ret

four_run:
        mov r14, runs
        subi runs, -3
        lsr runs
        lsr runs
        sbrs r14, 0
        rjmp even
        sbrs r14, 1
        rjmp one
        rjmp three
even:   sbrc r14, 1
        rjmp two_left
four:   RUN4
three:  RUN4
two_left:
        RUN4
one:    RUN4
        dec runs
        breq done
        rjmp four
done:   ret

/* Two runs a turn. */

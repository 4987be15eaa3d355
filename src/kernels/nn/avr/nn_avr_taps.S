/* Tiles for kernels of any width (the view's `pad` byte): 31 cycles a tap of 4 products, 20 of 2. */
#include "nn_avr_taps_asm.h"

SECTION nn_avr_taps
        BEGIN_RUNS
        ldd r15, Y+VIEW_PAD
        brts four_run
two_run:
        mov r14, r15
        ld r16, X+
1:      ld r17, X+
        TAP2 r16, r17
        mov r16, r17
        dec r14
        brne 1b
        NEXT_RUN two

four_run:
        mov r14, r15
        ld r16, X+
        ld r17, X+
        ld r18, X+
1:      ld r19, X+
        TAP4 r16, r17, r18, r19
        mov r16, r17
        mov r17, r18
        mov r18, r19
        dec r14
        brne 1b
        NEXT_RUN four

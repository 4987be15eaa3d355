/* Tiles for kernels 5 columns wide: 6.9 cycles a product for 4 windows, 8.3 for 2. */
#include "nn_avr_taps_asm.h"

SECTION nn_avr_taps5
        BEGIN_RUNS
        brts four_run
two_run:
        ld r16, X+
        ld r17, X+
        TAP2 r16, r17
        ld r16, X+
        TAP2 r17, r16
        ld r17, X+
        TAP2 r16, r17
        ld r16, X+
        TAP2 r17, r16
        ld r17, X+
        TAP2 r16, r17
        NEXT_RUN two

four_run:
        ld r16, X+
        ld r17, X+
        ld r18, X+
        ld r19, X+
        TAP4 r16, r17, r18, r19
        ld r16, X+
        TAP4 r17, r18, r19, r16
        ld r17, X+
        TAP4 r18, r19, r16, r17
        ld r18, X+
        TAP4 r19, r16, r17, r18
        ld r19, X+
        TAP4 r16, r17, r18, r19
        NEXT_RUN four

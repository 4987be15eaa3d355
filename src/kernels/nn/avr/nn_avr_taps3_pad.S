/* Tiles for kernels 3 columns wide with padding: 7.8 cycles a product for 4 windows, 9.6 for 2. */
#include "nn_avr_pad_asm.h"

SECTION nn_avr_taps3_pad
        BEGIN_RUNS
        BEGIN_PAD 1
        brts four_run
two_run:
        PAD_LOAD r16, 0
        ld r17, X+
        TAP2 r16, r17
        ld r16, X+
        TAP2 r17, r16
        PAD_LOAD r17, 2
        TAP2 r16, r17
        NEXT_RUN two

four_run:
        PAD_LOAD r16, 0
        ld r17, X+
        ld r18, X+
        ld r19, X+
        TAP4 r16, r17, r18, r19
        ld r16, X+
        TAP4 r17, r18, r19, r16
        PAD_LOAD r17, 2
        TAP4 r18, r19, r16, r17
        NEXT_RUN four

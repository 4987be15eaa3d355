/* nn_avr_taps_asm.h: tiles. Y = view, T = tile of 4. The accumulators, which nn_avr_row has started with the channel's
 * bias and the boxes (−128 · Σ x), take `runs` runs; in a tile of 4 each weight meets four values, three of which
 * the weight before had already loaded: registers rotate by unrolling. Per tap 3 (weight) + 2 (value)
 * + 4 · 5 = 25 cycles for 4 products; a tile of 2: 15 for 2. */
#ifndef NN_AVR_TAPS_ASM_H
#define NN_AVR_TAPS_ASM_H

#include "nn_avr_asm.h"

#define weight r20
#define runs r22
#define step_lo r24
#define step_hi r25

/* Sets X, Z, runs, step and zero; moves the view on by 4 windows, or by 2 where T is clear. */
.macro BEGIN_RUNS stride=1
        ldd r26, Y+VIEW_X
        ldd r27, Y+VIEW_X+1
        ldd step_lo, Y+VIEW_STEP
        ldd step_hi, Y+VIEW_STEP+1
        movw r30, r26
        adiw r30, 4*\stride
        brts four\@
        sbiw r30, 2*\stride
        adiw step_lo, 2*\stride /* the step is that of a tile of 4 */
four\@:
        std Y+VIEW_X, r30
        std Y+VIEW_X+1, r31
        ldd runs, Y+VIEW_RUNS
        LOAD_FLASH VIEW_WEIGHTS, zero
        clr zero
.endm

.macro NEXT_RUN name
        add r26, step_lo
        adc r27, step_hi
        dec runs
        breq \name\()_done
        rjmp \name\()_run
\name\()_done:
        ret
.endm

.macro TAP4 a, b, c, d
        READ_FLASH weight
        MAC \a, weight, r2, r3, r10
        MAC \b, weight, r4, r5, r11
        MAC \c, weight, r6, r7, r12
        MAC \d, weight, r8, r9, r13
.endm

.macro TAP2 a, b
        READ_FLASH weight
        MAC \a, weight, r2, r3, r10
        MAC \b, weight, r4, r5, r11
.endm

#endif

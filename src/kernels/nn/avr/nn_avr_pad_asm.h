/* nn_avr_pad_asm.h: tiles whose first and last loads may lie left or right of the picture. Such a
 * load takes the padding's value and leaves X where it is: 2 cycles more for each load that may be
 * one. r14 = the padding's value; r15 says which: bits 0, 1 first and second, bits 2, 3 last and
 * last but one. */
#ifndef NN_AVR_PAD_ASM_H
#define NN_AVR_PAD_ASM_H

#include "nn_avr_taps_asm.h"

.macro PAD_LOAD to, bit
        mov \to, r14
        sbrs r15, \bit
        ld \to, X+
.endm

/* r14, r15; X at the first value inside; step from behind the last value inside. `pad` = 1 or 2. */
.macro BEGIN_PAD pad, stride=1
        ldd r14, Y+VIEW_PAD
        ldd r16, Y+VIEW_BEFORE
        ldd r17, Y+VIEW_AFTER
        ldi r18, 4*\stride
        brts four\@
        ldi r18, 2*\stride
four\@:
        mov r19, r16
        sub r19, r18
        std Y+VIEW_BEFORE, r19
        mov r19, r17
        add r19, r18
        std Y+VIEW_AFTER, r19
        brts whole\@
        sub r17, r18            /* `after` is that of a tile of 4, too */
whole\@:
        clr r19
        cpi r16, 1
        brlt before\@
        ori r19, 1
        adiw r26, 1
        adiw step_lo, 1
.if \pad == 2
        cpi r16, 2
        brlt before\@
        ori r19, 2
        adiw r26, 1
        adiw step_lo, 1
.endif
before\@:
        cpi r17, 1
        brlt after\@
        ori r19, 4
        adiw step_lo, 1
.if \pad == 2
        cpi r17, 2
        brlt after\@
        ori r19, 8
        adiw step_lo, 1
.endif
after\@:
        mov r15, r19
.endm

#endif

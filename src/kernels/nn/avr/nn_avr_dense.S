/* void nn_avr_dense(nn_avr_dense_frame *frame): `channels` outputs, each scaled and stored `step` behind the
 * last.
 *
 * Four outputs at a time: their weights lie side by side, a value is loaded once. Per input
 * 2 + 4 · (3 + 5) = 34 cycles; four inputs a turn. The last one to three outputs go one by one. */
#include "nn_avr_scale.h"
#include "nn_avr_taps_asm.h"

.macro INPUT4
        ld r16, X+
        READ_FLASH weight
        MAC r16, weight, r2, r3, r10
        READ_FLASH weight
        MAC r16, weight, r4, r5, r11
        READ_FLASH weight
        MAC r16, weight, r6, r7, r12
        READ_FLASH weight
        MAC r16, weight, r8, r9, r13
.endm

.macro BEGIN_INPUTS
        ldd r2, Y+DENSE_BIAS
        ldd r3, Y+DENSE_BIAS+1
        ldd r10, Y+DENSE_BIAS+2
        LOAD_FLASH DENSE_WEIGHTS, zero
        clr zero
        ldd r26, Y+DENSE_X
        ldd r27, Y+DENSE_X+1
        ldd r24, Y+DENSE_INPUTS
        ldd r25, Y+DENSE_INPUTS+1
.endm

/* r2:r3+r10 → scaled, stored; out and record move on. 127 cycles where the result is above the clamp. */
        .section .text.nn_avr_dense,"ax",@progbits
store_output:
        READ_CHANNEL
        add r22, r2
        adc r23, r3
        adc r24, r10
        ldd r20, Y+FRAME_RANGE
        icall
        ldd r23, Y+FRAME_LO
        add r24, r23
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        st X, r24
        ldd r22, Y+DENSE_STEP
        ldd r23, Y+DENSE_STEP+1
        add r26, r22
        adc r27, r23
        std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
        ret

        .global nn_avr_dense
        .type nn_avr_dense, @function
nn_avr_dense:
        push r2
        push r3
        push r4
        push r5
        push r6
        push r7
        push r8
        push r9
        push r10
        push r11
        push r12
        push r13
        push r14
        push r15
        push r16
        push r17
        push r28
        push r29
        movw r28, r24
        clr zero
        clr r2                  /* −128 · Σ x */
        clr r3
        clr r10
        ldd r26, Y+DENSE_X
        ldd r27, Y+DENSE_X+1
        ldd r24, Y+DENSE_INPUTS
        ldd r25, Y+DENSE_INPUTS+1
1:      ld r16, X+
        sub r2, r16
        sbc r3, zero
        sbc r10, zero
        sbiw r24, 1
        brne 1b
        lsr r10
        ror r3
        ror r2
        ror r24
        std Y+DENSE_BIAS, r24
        std Y+DENSE_BIAS+1, r2
        std Y+DENSE_BIAS+2, r3
group:
        ldd r24, Y+FRAME_CHANNELS
        ldd r25, Y+FRAME_CHANNELS+1
        sbiw r24, 4
        brcc whole_group
        rjmp singles
whole_group:
        std Y+FRAME_CHANNELS, r24
        std Y+FRAME_CHANNELS+1, r25
        BEGIN_INPUTS
        movw r4, r2
        movw r6, r2
        movw r8, r2
        mov r11, r10
        movw r12, r10
        mov r22, r24
        subi r24, -3            /* turns of four inputs, the first perhaps shorter */
        sbci r25, -1
        lsr r25
        ror r24
        lsr r25
        ror r24
        sbrs r22, 0
        rjmp even
        sbrs r22, 1
        rjmp one
        rjmp three
even:   sbrc r22, 1
        rjmp two
four:   INPUT4
three:  INPUT4
two:    INPUT4
one:    INPUT4
        sbiw r24, 1
        breq group_done
        rjmp four
group_done:
        STORE_FLASH DENSE_WEIGHTS, r22
        rcall store_output
        movw r2, r4
        mov r10, r11
        rcall store_output
        movw r2, r6
        mov r10, r12
        rcall store_output
        movw r2, r8
        mov r10, r13
        rcall store_output
        rjmp group
singles:
        adiw r24, 4
        breq finished
single: std Y+FRAME_CHANNELS, r24
        BEGIN_INPUTS
1:      ld r16, X+
        READ_FLASH weight
        MAC r16, weight, r2, r3, r10
        sbiw r24, 1
        brne 1b
        STORE_FLASH DENSE_WEIGHTS, r22
        rcall store_output
        ldd r24, Y+FRAME_CHANNELS
        dec r24
        brne single
finished:
        clr r1
        pop r29
        pop r28
        pop r17
        pop r16
        pop r15
        pop r14
        pop r13
        pop r12
        pop r11
        pop r10
        pop r9
        pop r8
        pop r7
        pop r6
        pop r5
        pop r4
        pop r3
        pop r2
        ret

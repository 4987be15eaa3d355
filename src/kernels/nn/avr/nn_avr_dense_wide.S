/* void nn_avr_dense_wide(nn_avr_dense_frame *frame), nn_avr_dense_wide_vector: nn_avr_dense with sums of 32 bits, which a
 * record's third form needs where 24 may not do. 10.6 cycles a product for four outputs at a time. */
#include "nn_avr_enter.h"
#include "nn_avr_scale.h"

#define weight r19
#define input r18

.macro MAC32 lo, mid, hi, top
        READ_FLASH weight
        mul input, weight
        add \lo, r0
        adc \mid, r1
        adc \hi, zero
        adc \top, zero
.endm

.macro BEGIN_SUM                /* r2 … r5; X, Z, inputs r25:r24 */
        ldd r2, Y+DENSE_BIAS
        ldd r3, Y+DENSE_BIAS+1
        ldd r4, Y+DENSE_BIAS+2
        ldd r5, Y+DENSE_BIAS+3
        LOAD_FLASH DENSE_WEIGHTS, r18
        ldd r26, Y+DENSE_X
        ldd r27, Y+DENSE_X+1
        ldd r24, Y+DENSE_INPUTS
        ldd r25, Y+DENSE_INPUTS+1
.endm

SECTION nn_avr_dense_wide
        ENTER entered, 0
entered:
        movw r28, r24
        FAR_JUMP nn_avr_dense_wide_vector

        .section .text.nn_avr_dense_wide_vector,"ax",@progbits
/* r5:r2 + bias → scaled, stored; record and output move on. Keeps r6–r13. */
output: READ_RECORD             /* bias r24:r22, its fourth byte in f2 for the third form */
        cpi threshold, 255
        brne narrow
        add r22, r2
        adc r23, r3
        adc r24, r4
        adc f2, r5
        mov r25, f2
        FAR_CALL nn_avr_scale_wide
        rjmp store
narrow: add r22, r2
        adc r23, r3
        adc r24, r4
        FAR_CALL nn_avr_scale_exact
store:  ldd r23, Y+FRAME_LO
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

        .global nn_avr_dense_wide_vector
        .type nn_avr_dense_wide_vector, @function
nn_avr_dense_wide_vector:
        clr zero
        clr r2                  /* −128 · Σ x */
        clr r3
        clr r4
        clr r5
        ldd r26, Y+DENSE_X
        ldd r27, Y+DENSE_X+1
        ldd r24, Y+DENSE_INPUTS
        ldd r25, Y+DENSE_INPUTS+1
1:      ld r16, X+
        sub r3, r16
        sbc r4, zero
        sbc r5, zero
        sbiw r24, 1
        brne 1b
        asr r5
        ror r4
        ror r3
        ror r2
        std Y+DENSE_BIAS, r2
        std Y+DENSE_BIAS+1, r3
        std Y+DENSE_BIAS+2, r4
        std Y+DENSE_BIAS+3, r5
group:  ldd r24, Y+FRAME_CHANNELS
        ldd r25, Y+FRAME_CHANNELS+1
        sbiw r24, 4
        brcc whole_group
        rjmp singles
whole_group:
        std Y+FRAME_CHANNELS, r24
        std Y+FRAME_CHANNELS+1, r25
        BEGIN_SUM
        movw r6, r2
        movw r8, r4
        movw r10, r2
        movw r12, r4
        movw r14, r2
        movw r16, r4
1:      ld input, X+
        MAC32 r2, r3, r4, r5
        MAC32 r6, r7, r8, r9
        MAC32 r10, r11, r12, r13
        MAC32 r14, r15, r16, r17
        sbiw r24, 1
        brne 1b
        STORE_FLASH DENSE_WEIGHTS, r18
        push r17
        push r16
        push r15
        push r14
        rcall output
        movw r2, r6
        movw r4, r8
        rcall output
        movw r2, r10
        movw r4, r12
        rcall output
        pop r2
        pop r3
        pop r4
        pop r5
        rcall output
        rjmp group
singles:
        adiw r24, 4
        breq finished
single: std Y+FRAME_CHANNELS, r24
        BEGIN_SUM
1:      ld input, X+
        MAC32 r2, r3, r4, r5
        sbiw r24, 1
        brne 1b
        STORE_FLASH DENSE_WEIGHTS, r18
        rcall output
        ldd r24, Y+FRAME_CHANNELS
        dec r24
        brne single
finished:
        ret

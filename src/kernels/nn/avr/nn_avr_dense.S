/* void nn_avr_dense(nn_avr_dense_frame *frame): `channels` outputs of one vector, each scaled and stored
 * `step` behind the last. nn_avr_dense_vector: the same of the frame Y; any register may be lost.
 *
 * Four outputs at a time: their weights lie side by side, a value is loaded once. Per input
 * 2 + 4 · (3 + 5) = 34 cycles; two inputs a turn. The last one to three outputs go one by one. */
#include "nn_avr_enter.h"
#include "nn_avr_scale.h"

#define weight r20

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
        ldd r26, Y+DENSE_X
        ldd r27, Y+DENSE_X+1
        ldd r24, Y+DENSE_INPUTS
        ldd r25, Y+DENSE_INPUTS+1
.endm

SECTION nn_avr_dense
        ENTER entered, 0
entered:
        movw r28, r24
        FAR_JUMP nn_avr_dense_vector

        .section .text.nn_avr_dense_vector,"ax",@progbits
/* The sum of an output begins: −128 · Σ x; X, Z, r25:r24 for its inputs. */
begin_sum:
        ldd r2, Y+DENSE_BIAS
        ldd r3, Y+DENSE_BIAS+1
        ldd r10, Y+DENSE_BIAS+2
        LOAD_FLASH DENSE_WEIGHTS, r22
        BEGIN_INPUTS
        ret

/* The output of the sum r2:r3+r10, when its weights are read or later; the next sum follows. */
first_output:
        STORE_FLASH DENSE_WEIGHTS, r22
output: FAR_CALL nn_avr_read_channel
        ldd r14, Y+FRAME_LO
        add r2, x0
        adc r3, x1
        adc r10, x2
        ldd range, Y+FRAME_RANGE
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        clr r15
        inc r15
        icall
        ldd r24, Y+DENSE_STEP
        ldd r25, Y+DENSE_STEP+1
        sbiw r26, 1
        add r26, r24
        adc r27, r25
        std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
        movw r2, r4
        movw r4, r6
        movw r6, r8
        mov r10, r11
        mov r11, r12
        mov r12, r13
        ret

        .global nn_avr_dense_vector
        .type nn_avr_dense_vector, @function
nn_avr_dense_vector:
        clr zero
        clr r2
        clr r3
        clr r10
        BEGIN_INPUTS
1:      ld r16, X+
        sub r2, r16
        sbc r3, zero
        sbc r10, zero
        sbiw r24, 1
        brne 1b
        lsr r10                 /* · 128 */
        ror r3
        ror r2
        ror r24                 /* 0 */
        std Y+DENSE_BIAS, r24
        std Y+DENSE_BIAS+1, r2
        std Y+DENSE_BIAS+2, r3
group:  ldd r24, Y+FRAME_CHANNELS
        ldd r25, Y+FRAME_CHANNELS+1
        sbiw r24, 4
        brlo singles
        std Y+FRAME_CHANNELS, r24
        std Y+FRAME_CHANNELS+1, r25
        rcall begin_sum
        movw r4, r2
        movw r6, r2
        movw r8, r2
        mov r11, r10
        movw r12, r10
        adiw r24, 1             /* the first turn may begin in the middle */
        lsr r25
        ror r24
        brcc odd
1:      INPUT4
odd:    INPUT4
        sbiw r24, 1
        brne 1b
        rcall first_output
        rcall output
        rcall output
        rcall output
        rjmp group
singles:
        subi r24, -4
        mov r9, r24
        breq finished
1:      rcall begin_sum
2:      ld r16, X+
        READ_FLASH weight
        MAC r16, weight, r2, r3, r10
        sbiw r24, 1
        brne 2b
        rcall first_output
        dec r9
        brne 1b
finished:
        ret

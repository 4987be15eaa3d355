/* void nn_avr_box_sums(uint8_t *out, const nn_avr_box *box): −1 − Σ x of each window of a row.
 *
 * First the columns' sums, 16 bits, four columns at a time, into the last two bytes of each box; then
 * a sum slides over them, and what is written never overtakes what is still to be read. */
#include "nn_avr_asm.h"

#define BOX_X 0
#define BOX_COLUMNS 2
#define BOX_PITCH 4
#define BOX_PAD 6
#define BOX_BEFORE 8
#define BOX_AFTER 9
#define BOX_KERNEL 10
#define BOX_RUNS 11
#define BOX_BASE 12
#define BOX_STRIDE 14
#define BOX_BYTES 15

.macro PADS count               /* `count` columns outside to Z+ */
        ldd r24, Y+\count
        rjmp 2f
1:      st Z+, r18
        st Z+, r19
2:      subi r24, 1
        brsh 1b
.endm

SECTION nn_avr_box_sums
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
        push r14
        push r15
        push r16
        push r17
        push r28
        push r29
        movw r28, r22
        clr zero
        movw r30, r24
        ldd r22, Y+BOX_COLUMNS
        ldd r23, Y+BOX_COLUMNS+1
        movw r16, r22
        subi r22, -3
        sbci r23, -1
        andi r22, 0xFC
        ldd r18, Y+BOX_BYTES
        sbrs r18, 0
        rjmp placed             /* boxes of 2 bytes take the places of the sums */
        add r30, r22            /* out + before + columns rounded up + after */
        adc r31, r23
        ldd r18, Y+BOX_BEFORE
        add r30, r18
        adc r31, zero
        ldd r18, Y+BOX_AFTER
        add r30, r18
        adc r31, zero
placed:
        push r24
        push r25
        push r30
        push r31
        movw r4, r16            /* columns */
        ldd r18, Y+BOX_PAD
        ldd r19, Y+BOX_PAD+1
        PADS BOX_BEFORE
        ldd r14, Y+BOX_X
        ldd r15, Y+BOX_X+1
        ldd r24, Y+BOX_PITCH
        ldd r25, Y+BOX_PITCH+1
        sbiw r24, 4
        movw r2, r30            /* where the columns' sums end: the padding after goes there */
        add r2, r4
        adc r3, r5
        add r2, r4
        adc r3, r5
columns:
        movw r26, r14
        ldd r4, Y+BOX_BASE
        ldd r5, Y+BOX_BASE+1
        movw r6, r4
        movw r8, r4
        movw r10, r4
        ldd r20, Y+BOX_RUNS
1:      ld r18, X+
        add r4, r18
        adc r5, zero
        ld r18, X+
        add r6, r18
        adc r7, zero
        ld r18, X+
        add r8, r18
        adc r9, zero
        ld r18, X+
        add r10, r18
        adc r11, zero
        add r26, r24
        adc r27, r25
        dec r20
        brne 1b
        st Z+, r4
        st Z+, r5
        st Z+, r6
        st Z+, r7
        st Z+, r8
        st Z+, r9
        st Z+, r10
        st Z+, r11
        ldi r18, 4
        add r14, r18
        adc r15, zero
        subi r22, 4
        sbci r23, 0
        brne columns
        movw r30, r2
        ldd r18, Y+BOX_PAD
        ldd r19, Y+BOX_PAD+1
        PADS BOX_AFTER
        pop r31                 /* Z: the columns' sums */
        pop r30
        pop r27                 /* X: out */
        pop r26
        ldd r24, Y+BOX_BEFORE   /* windows: before + columns + after − kernel + 1 */
        add r16, r24
        adc r17, zero
        ldd r24, Y+BOX_AFTER
        add r16, r24
        adc r17, zero
        ldd r24, Y+BOX_KERNEL
        sub r16, r24
        sbc r17, zero
        ldd r25, Y+BOX_STRIDE
        ldd r15, Y+BOX_BYTES
        movw r28, r30           /* Y: the column that leaves, Z: the one that enters */
        clr r4                  /* r6:r4 = −1 − Σ of the window */
        dec r4
        mov r5, r4
        mov r6, r4
1:      ld r18, Z+
        ld r19, Z+
        sub r4, r18
        sbc r5, r19
        sbc r6, zero
        dec r24
        brne 1b
        ldi r24, 1              /* columns to the next window */
slide:  ld r22, Y+
        ld r23, Y+
        dec r24
        brne skip
        mov r24, r25
        st X+, r4
        st X+, r5
        sbrc r15, 0
        st X+, r6
skip:   add r4, r22
        adc r5, r23
        adc r6, zero
        ld r18, Z+
        ld r19, Z+
        sub r4, r18
        sbc r5, r19
        sbc r6, zero
        subi r16, 1
        sbci r17, 0
        brsh slide
        clr r1
        pop r29
        pop r28
        pop r17
        pop r16
        pop r15
        pop r14
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

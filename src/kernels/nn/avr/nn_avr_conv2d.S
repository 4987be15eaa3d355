/* nn_avr_conv2d: which runs every row of windows has, and the sums of x of its windows. The rest is
 * in nn_avr_row and the taps. r26:r27 = taps, T = taps of any width; C arguments. */
#include "nn_avr_rows.h"

.macro PADS count               /* `count` columns outside to Z+; the count is lost */
        rjmp 2f
1:      st Z+, r18
        st Z+, r19
2:      subi \count, 1
        brsh 1b
.endm

        .section .text.nn_avr_conv2d,"ax",@progbits
        .global nn_avr_conv2d
        .type nn_avr_conv2d, @function
nn_avr_conv2d:
        movw r0, r26
        ENTER begin, OWN_BYTES+TILES_BYTES
begin:  std Y+ROW_FRAME+FRAME_TAPS, r0
        std Y+ROW_FRAME+FRAME_TAPS+1, r1
        FAR_CALL nn_avr_begin_rows
        COPY STEP_POOL_KIND, ROW_FRAME+FRAME_POOL
        ldd r5, Z+STEP_STRIDE_W
        std Y+ROW_FRAME+FRAME_STRIDE, r5
        ldd r6, Z+STEP_ZERO_POINT
        std Y+ROW_FRAME+FRAME_ZERO_POINT, r6
        ldd r7, Z+STEP_KERNEL_W
        ldd r8, Z+STEP_IN_W
        ldd r24, Z+STEP_KERNEL_H
        ldd r25, Z+STEP_IN_C
        mul r24, r25
        mul r0, r7
        std Y+ROW_FRAME+FRAME_CHANNEL_WEIGHTS, r0
        std Y+ROW_FRAME+FRAME_CHANNEL_WEIGHTS+1, r1
        ldi r22, 2              /* bytes of a box: 257 · 255 = 65535 */
        ldi r23, 1
        cp r0, r22
        cpc r1, r23
        brlo 1f
        inc r22
1:      mov r10, r22
        ldd r24, Z+STEP_OUT_W
        ldd r25, Z+STEP_POOL_W
        mul r24, r25
        mov r24, r0
        std Y+ROW_FRAME+FRAME_COLUMNS, r24
        dec r24                 /* (columns − 1) · stride + kernel_w − pad_left − in_w */
        mul r24, r5
        movw r24, r0
        add r24, r7
        adc r25, zero
        sub r24, r4
        sbc r25, zero
        sub r24, r8
        sbc r25, zero
        sbrc r25, 7
        clr r24
        std Y+OWN_BEHIND, r24
        clr r25                 /* bytes of the boxes of a row */
        add r24, r4
        adc r25, zero
        mov r16, r8
        clr r17
        subi r16, -3
        sbci r17, -1
        andi r16, 0xFC
        add r24, r16
        adc r25, r17
        FAR_CALL nn_avr_times_byte
        ldd r22, Z+STEP_SCRATCH
        ldd r23, Z+STEP_SCRATCH+1
        add r22, r2
        adc r23, r3
        brtc 1f
        mov r6, r7
1:      add r7, r5              /* loads of a tile of 4 */
        add r7, r5
        add r7, r5
        mov r16, r8             /* in_w − loads */
        clr r17
        sub r16, r7
        sbc r17, zero
        sub r7, r4              /* loads − pad_left − in_w */
        sub r7, r8
        adiw r28, ROW_FRAME
        ldi r20, 2
1:      std Y+VIEW_BOX_BYTES, r10
        std Y+VIEW_STEP, r16
        std Y+VIEW_STEP+1, r17
        std Y+VIEW_PAD, r6
        std Y+START_BEFORE, r4
        std Y+START_AFTER, r7
        std Y+START_BOX, r22
        std Y+START_BOX+1, r23
        add r22, r24
        adc r23, r25
        adiw r28, VIEW_BYTES
        dec r20
        brne 1b
        subi r28, ROW_FRAME+2*VIEW_BYTES
        sbci r29, 0

row:    ldd r24, Y+OWN_ROWS
        ldd r25, Y+OWN_ROWS+1
        sbiw r24, 1
        brsh 1f
        ret
1:      std Y+OWN_ROWS, r24
        std Y+OWN_ROWS+1, r25
        ldi r16, ROW_FRAME
        rcall begin_windows
        ldi r16, ROW_FRAME+VIEW_BYTES
        ldd r24, Y+ROW_FRAME+FRAME_POOL
        cpse r24, zero
        rcall begin_windows
        ldd r26, Y+OWN_MEMORY
        ldd r27, Y+OWN_MEMORY+1
        ldd r30, Y+OWN_STEP
        ldd r31, Y+OWN_STEP+1
        COPY STEP_OUT_C, ROW_FRAME+FRAME_CHANNELS
        COPY STEP_OUT_C+1, ROW_FRAME+FRAME_CHANNELS+1
        adiw r30, STEP_WEIGHTS
        adiw r28, ROW_FRAME
        FAR_CALL nn_avr_constants
        std Y+FRAME_WEIGHTS, r6
        std Y+FRAME_WEIGHTS+1, r7
        std Y+FRAME_WEIGHTS+2, r8
        FAR_CALL nn_avr_row
        sbiw r28, ROW_FRAME
        rjmp row

/* r18:r19 = weights of r18 kernel rows, r8:r9 each. */
.macro WEIGHTS_OF rows, to
        mul \rows, r8
        movw r18, r0
        mul \rows, r9
        add r19, r0
        std Y+\to, r18
        std Y+\to+1, r19
.endm

/* The next row of windows, by the view r16 bytes behind Y. */
begin_windows:
        FAR_CALL nn_avr_next_rows
        ldd r12, Y+OWN_BEHIND
        push r28
        push r29
        add r28, r16
        adc r29, zero
        ldd r22, Z+STEP_KERNEL_W
        ldd r23, Z+STEP_IN_C
        mul r22, r23
        movw r8, r0
        WEIGHTS_OF r20, START_ABOVE
        WEIGHTS_OF r17, START_INSIDE
        WEIGHTS_OF r24, START_BELOW
        std Y+START_X, r2
        std Y+START_X+1, r3
        add r20, r24            /* outside */
        mul r17, r23
        mov r17, r0             /* runs */
        std Y+VIEW_RUNS, r17
        ldd r25, Z+STEP_ZERO_POINT
        ldd r24, Z+STEP_KERNEL_H
        mul r24, r23
        mul r0, r25
        movw r18, r0            /* sum of a column outside */
        mul r20, r23
        mul r0, r25             /* r0:r1 = what kernel rows outside add to a column */
/* −1 − Σ x of each window, 2 or 3 bytes. First the columns' sums, 16 bits, four columns at a time,
 * into the last two bytes of each box; then a sum slides over them, and what is written never
 * overtakes what is still to be read. T = 3 bytes. */
        movw r14, r2
        ldd r24, Z+STEP_PAD_LEFT
        add r14, r24
        adc r15, zero
        ldd r16, Z+STEP_IN_W
        mov r22, r16
        clr r23
        subi r22, -3
        sbci r23, -1
        andi r22, 0xFC
        ldd r26, Y+START_BOX
        ldd r27, Y+START_BOX+1
        ldd r25, Y+VIEW_BOX_BYTES
        bst r25, 0
        push r30
        push r31
        push r26
        push r27
        movw r30, r26
        brtc 1f                 /* boxes of 2 bytes take the places of the sums */
        add r30, r22            /* out + before + columns rounded up + behind */
        adc r31, r23
        add r30, r24
        adc r31, zero
        add r30, r12
        adc r31, zero
1:      push r30
        push r31
        PADS r24
        mov r24, r16
        clr r25
        sbiw r24, 4
        movw r2, r30            /* where the columns' sums end: the padding behind goes there */
        add r2, r16
        adc r3, zero
        add r2, r16
        adc r3, zero
columns:
        movw r26, r14
        movw r4, r0
        movw r6, r0
        movw r8, r0
        movw r10, r0
        mov r20, r17
1:      ld r13, X+
        add r4, r13
        adc r5, zero
        ld r13, X+
        add r6, r13
        adc r7, zero
        ld r13, X+
        add r8, r13
        adc r9, zero
        ld r13, X+
        add r10, r13
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
        ldi r20, 4
        add r14, r20
        adc r15, zero
        subi r22, 4
        sbci r23, 0
        brne columns
        movw r30, r2
        mov r24, r12
        PADS r24
        pop r31                 /* Z: the columns' sums */
        pop r30
        pop r27                 /* X: out */
        pop r26
        pop r29                 /* the step */
        pop r28
        clr r17                 /* windows: before + columns + behind − kernel + 1 */
        ldd r24, Y+STEP_PAD_LEFT
        add r16, r24
        adc r17, zero
        add r16, r12
        adc r17, zero
        ldd r24, Y+STEP_KERNEL_W
        sub r16, r24
        sbc r17, zero
        ldd r25, Y+STEP_STRIDE_W
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
        brne 2f
        mov r24, r25
        st X+, r4
        st X+, r5
        brtc 2f
        st X+, r6
2:      add r4, r22
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
        pop r29
        pop r28
        ret

/* One vector of a dense layer after the other. r26:r27 = what computes a vector; C arguments. */
#include "nn_avr_enter.h"

#define STEP_IN 0
#define STEP_OUT 4
#define STEP_WEIGHTS 8
#define STEP_VECTORS 16
#define STEP_IN_COUNT 18
#define STEP_OUT_COUNT 20
#define STEP_OFFSET 22
#define STEP_LO 24
#define STEP_RANGE 25

/* The frame, behind that of a vector. */
#define VECTORS_LEFT DENSE_BYTES
#define VECTORS_DENSE DENSE_BYTES+2
#define VECTORS_STEP DENSE_BYTES+4
#define VECTORS_MEMORY DENSE_BYTES+6

.macro COPY from, to
        ldd r24, Z+\from
        std Y+\to, r24
.endm

SECTION nn_avr_vectors
        movw r0, r26
        ENTER begin, DENSE_BYTES+8
begin:  std Y+VECTORS_DENSE, r0
        std Y+VECTORS_DENSE+1, r1
        std Y+VECTORS_STEP, r24
        std Y+VECTORS_STEP+1, r25
        std Y+VECTORS_MEMORY, r22
        std Y+VECTORS_MEMORY+1, r23
        clr zero
        movw r30, r24
        movw r26, r22
        ld r22, X+
        ld r23, X
        ldd r24, Z+STEP_OUT
        ldd r25, Z+STEP_OUT+1
        add r24, r22
        adc r25, r23
        std Y+FRAME_OUT, r24
        std Y+FRAME_OUT+1, r25
        ldd r24, Z+STEP_IN
        ldd r25, Z+STEP_IN+1
        add r24, r22
        adc r25, r23
        std Y+DENSE_X, r24
        std Y+DENSE_X+1, r25
        COPY STEP_RANGE, FRAME_RANGE
        COPY STEP_LO, FRAME_LO
        COPY STEP_OFFSET, FRAME_OFFSET
        COPY STEP_OFFSET+1, FRAME_OFFSET+1
        COPY STEP_IN_COUNT, DENSE_INPUTS
        COPY STEP_IN_COUNT+1, DENSE_INPUTS+1
        COPY STEP_VECTORS, VECTORS_LEFT
        COPY STEP_VECTORS+1, VECTORS_LEFT+1
        ldi r24, 1
        std Y+DENSE_STEP, r24
        std Y+DENSE_STEP+1, zero
next:   ldd r26, Y+VECTORS_MEMORY
        ldd r27, Y+VECTORS_MEMORY+1
        ldd r30, Y+VECTORS_STEP
        ldd r31, Y+VECTORS_STEP+1
        COPY STEP_OUT_COUNT, FRAME_CHANNELS
        COPY STEP_OUT_COUNT+1, FRAME_CHANNELS+1
        adiw r30, STEP_WEIGHTS
        FAR_CALL nn_avr_constants
        std Y+DENSE_WEIGHTS, r6
        std Y+DENSE_WEIGHTS+1, r7
        std Y+DENSE_WEIGHTS+2, r8
        ldd r30, Y+VECTORS_DENSE
        ldd r31, Y+VECTORS_DENSE+1
        icall
        ldd r24, Y+DENSE_X
        ldd r25, Y+DENSE_X+1
        ldd r22, Y+DENSE_INPUTS
        ldd r23, Y+DENSE_INPUTS+1
        add r24, r22
        adc r25, r23
        std Y+DENSE_X, r24
        std Y+DENSE_X+1, r25
        ldd r24, Y+VECTORS_LEFT
        ldd r25, Y+VECTORS_LEFT+1
        sbiw r24, 1
        std Y+VECTORS_LEFT, r24
        std Y+VECTORS_LEFT+1, r25
        brne next
        ret

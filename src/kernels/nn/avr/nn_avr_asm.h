/* nn_avr_asm.h: what the AVR assembly files share: the frame's layout (nn_avr.h has it as a C struct),
 * flash access and the register convention.
 *
 * Between accumulating and scaling:
 *   r2:r3+r10, r4:r5+r11, r6:r7+r12, r8:r9+r13   four 24-bit accumulators, low bytes in pairs
 *   r21 = 0, r28:r29 = frame (or the second view's while accumulating), r0:r1 = products */
#ifndef NN_AVR_ASM_H
#define NN_AVR_ASM_H

/* Every frame begins with nn_avr_scaling. */
#define FRAME_OUT 0
#define FRAME_FACTOR 2
#define FRAME_THRESHOLD 5
#define FRAME_FRACTION 6
#define FRAME_SCALE 7
#define FRAME_RANGE 9
#define FRAME_LO 10
#define FRAME_OFFSET 11
#define FRAME_RECORD 13
#define FRAME_CHANNELS 16
/* Dense: one vector. */
#define DENSE_X 18
#define DENSE_INPUTS 20
#define DENSE_STEP 22
#define DENSE_WEIGHTS 24
#define DENSE_BIAS 27
#define DENSE_BYTES 31
/* Tiles. */
#define FRAME_POOL 18
#define FRAME_LEFT 19           /* outputs of the row, before pooling, still to compute */
#define FRAME_TAPS 20
#define FRAME_COLUMNS 22        /* of a row, before pooling */
#define FRAME_STRIDE 23
#define FRAME_WEIGHTS 24        /* of the channel */
#define FRAME_CHANNEL_WEIGHTS 27
#define FRAME_ZERO_POINT 29
/* A view: one row of windows over the input. Tiles have two, the second for the lower row of a 2 × 2
 * pooling, VIEW_BYTES further on: `runs` runs of kernel_w taps, each a constant distance behind the last. */
#define VIEW_X 30               /* of the next tile */
#define VIEW_BOX 32             /* of the next windows */
#define VIEW_RUNS 34
#define VIEW_BOX_BYTES 35
#define VIEW_STEP 36            /* from behind the last value that a tile of 4 loads to the next run */
#define VIEW_WEIGHTS 38
#define VIEW_BIAS 41
#define VIEW_PAD 44             /* padded taps: the padding's value; taps of any width: kernel_w */
#define VIEW_BEFORE 45          /* loads of the next tile that lie left and right of the picture */
#define VIEW_AFTER 46
#define START_X 47              /* the same where the row begins */
#define START_BOX 49
#define START_BEFORE 51
#define START_AFTER 52
#define START_ABOVE 53          /* bytes of weights of kernel rows above, inside, below the picture */
#define START_INSIDE 55
#define START_BELOW 57
/* Results of the two rows of a tile of an average pooling: they end where the second view begins. */
#define FRAME_SLOTS 59
#define VIEW_BYTES 37
#define TILES_BYTES (START_BELOW+2+VIEW_BYTES)

#define zero r21
#define RAMPZ_IO 0x3B
#define SPL_IO 0x3D
#define SPH_IO 0x3E
#define SREG_IO 0x3F

/* Z (and its bank) from three bytes at Y + at; `t` is lost. */
.macro LOAD_FLASH at, t
#if defined(__AVR_HAVE_ELPM__)
        ldd \t, Y+\at+2
        out RAMPZ_IO, \t
#endif
        ldd r30, Y+\at
        ldd r31, Y+\at+1
.endm

.macro STORE_FLASH at, t
        std Y+\at, r30
        std Y+\at+1, r31
#if defined(__AVR_HAVE_ELPM__)
        in \t, RAMPZ_IO
        std Y+\at+2, \t
#endif
.endm

/* The next byte of flash: 3 cycles near and far. ELPM carries into RAMPZ, so runs may cross 64 KB. */
.macro READ_FLASH to
#if defined(__AVR_HAVE_ELPM__)
        elpm \to, Z+
#else
        lpm \to, Z+
#endif
.endm

.macro FAR_JUMP name
#if defined(__AVR_HAVE_JMP_CALL__)
        jmp \name
#else
        rjmp \name
#endif
.endm

.macro FAR_CALL name
#if defined(__AVR_HAVE_JMP_CALL__)
        call \name
#else
        rcall \name
#endif
.endm

/* acc += a * b, both unsigned: 5 cycles. */
.macro MAC a, b, lo, mid, hi
        mul \a, \b
        add \lo, r0
        adc \mid, r1
        adc \hi, zero
.endm

.macro PUSH_ALL                 /* what a C caller wants back */
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
.endm

.macro POP_ALL
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
.endm

.macro SECTION name
        .section .text.\name,"ax",@progbits
        .global \name
        .type \name, @function
\name:
.endm

#endif

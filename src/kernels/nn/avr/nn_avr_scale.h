/* nn_avr_scale.h: reads a channel's record (nn_u8.h) and says which routine scales the channel. */
#ifndef NN_AVR_SCALE_H
#define NN_AVR_SCALE_H

#include "nn_avr_asm.h"

#define x0 r22
#define x1 r23
#define x2 r24
#define f2 r16                  /* factor, most significant */
#define f1 r17
#define f0 r18
#define threshold r19
#define range r20
#define fraction r25

/* From the frame's `record`, which moves on to the next: bias x2:x0, factor f2–f0, e in threshold,
 * fraction. */
.macro READ_RECORD
        LOAD_FLASH FRAME_RECORD, r25
        READ_FLASH x0
        READ_FLASH x1
        READ_FLASH x2
        READ_FLASH f2
        READ_FLASH f1
        READ_FLASH f0
        READ_FLASH threshold
        READ_FLASH fraction
        adiw r30, 4
#if defined(__AVR_HAVE_ELPM__)
        in r20, RAMPZ_IO
        adc r20, zero
        std Y+FRAME_RECORD+2, r20
#endif
        std Y+FRAME_RECORD, r30
        std Y+FRAME_RECORD+1, r31
.endm

/* threshold of e = 4 … 7, from e; r30 is lost. */
.macro SMALL_THRESHOLD
        ldi r30, 1              /* 2^(8−e) */
twice\@:
        lsl r30
        inc threshold
        cpi threshold, 8
        brne twice\@
        ldi threshold, 253
        sub threshold, r30
.endm

/* READ_RECORD, then the threshold and the routine Z (as a word address). 53 cycles for e ≥ 8. */
.macro READ_CHANNEL
        READ_RECORD
        cpi threshold, 8
        brlo small\@
        cpi threshold, 255
        breq exact\@
        ldi r30, lo8(gs(nn_avr_scale))
        ldi r31, hi8(gs(nn_avr_scale))
        ldi threshold, 251
        rjmp read\@
small\@:
        SMALL_THRESHOLD
        ldi r30, lo8(gs(nn_avr_scale_small))
        ldi r31, hi8(gs(nn_avr_scale_small))
        rjmp read\@
exact\@:
        ldi r30, lo8(gs(nn_avr_scale_exact))
        ldi r31, hi8(gs(nn_avr_scale_exact))
read\@:
.endm

#endif

/* nn_stream.h: runs the first calls of a network row by row, so that of what each reads only a window
 * of rows is in memory. Whichever call is deepest and has its input rows computes its next row; where
 * the next row of a window has no room, the rows that are still read move to its start. */
#ifndef NN_STREAM_H
#define NN_STREAM_H

#include "nn.h"

/* One call, in flash: output row r reads input rows r * step - pad_top … + span - 1. */
typedef struct {
    uint32_t in;        /* arena offset of the window that it reads */
    uint16_t row_bytes; /* of that */
    uint16_t window;    /* rows that have room there */
    uint16_t in_rows, out_rows;
    uint16_t step, span, pad_top;
} nn_stage;

/* Of the rows that a call reads. One more stands for the last call's results. All start as zeros, but
 * for the first where the whole input is there. */
typedef struct {
    uint16_t made; /* so far */
    uint16_t at;   /* the one at the window's start */
} nn_stage_rows;

/* The next row of a call whose input rows are rows[0], its output rows rows[1]. */
static inline nn_rows nn_next_row(const nn_stage_rows *rows)
{
    const nn_rows next = {rows[1].made, 1, rows[0].at, rows[1].at};
    return next;
}

/* Computes the next row of one call. */
typedef void nn_run_row(uint8_t stage, const nn_stage_rows *rows);

/* Computes every row for which there is input; then another input row has room at rows->made - rows->at. */
void nn_stream_run(const nn_stage *stages, uint8_t count, nn_stage_rows *rows, int8_t *arena,
                   nn_run_row *run_row);

#endif

import { describe, expect, it } from 'vitest'
import { stepLines } from './stepLines'

const text = `/* model.c */
/* conv1: 300 bytes */
static const nn_conv2d_s8_step step_conv1 NN_STEP_MEMORY = {
    .in = 0, .out = 1024,
};

/* dense: 10 bytes */
static const nn_dense_s8_step step_dense NN_STEP_MEMORY = {
    .in = 1024,
};

#define NN_STEP(kernel, step, ...) kernel(&step)

void model_run(void)
{
    NN_STEP(nn_conv2d_s8, step_conv1, 0, 28, 0, 0); /* conv1 */
    NN_STEP(nn_dense_s8, step_dense, 0, 1, 0, 0); /* dense */
}
`

describe('stepLines', () => {
  const files = [
    { path: 'net/net.ino', text: '' },
    { path: 'net/src/model.c', text },
  ]

  it('finds a step’s initializer with its comment, and its call', () => {
    const found = stepLines(files, 1)!
    expect(found.path).toBe('net/src/model.c')
    expect([found.from, found.until]).toEqual([7, 10])
    expect(found.initializer).toContain('.in = 1024')
    expect(found.call).toBe('NN_STEP(nn_dense_s8, step_dense, 0, 1, 0, 0); /* dense */')
  })

  it('knows of no step beyond the last and of none without a model.c', () => {
    expect(stepLines(files, 2)).toBeUndefined()
    expect(stepLines(files.slice(0, 1), 0)).toBeUndefined()
  })
})

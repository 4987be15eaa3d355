// The part of model.c through which values go in and out: any layout, any form of pixels, the whole
// input or one row of it after the other.

import type { ArenaTensor, Program } from '../model/program'
import type { PixelForm } from './shared'

/** Rows of an input that arrives row by row, and the values of each. */
export interface InputRows {
  readonly rows: number
  readonly count: number
}

export function inputRows({ input, stream }: Program): InputRows | undefined {
  if (!stream?.inputByRows) return undefined
  const [rows = 1] = input.shape
  return { rows, count: input.bytes / rows }
}

/** Do the values lie row × column × channel? */
function inOrder({ layout, shape }: ArenaTensor): boolean {
  return layout === 'nhwc' || shape.length !== 3 || shape[1] === 1 || shape[2] === 1
}

/** Stored int8 of an int8 `value`, and back. */
const formOf = ({ layout }: ArenaTensor, value: string) =>
  layout === 'nhwc' ? value : `(int8_t)(${value} ^ -128)`

/** A C function from value to place where they differ. */
function printPlace(name: string, tensor: ArenaTensor, oneRow: boolean): string {
  if (inOrder(tensor)) return ''
  const [, width = 1, channels = 1] = tensor.shape
  const size = width * channels
  const within = (i: string) => `${i} % ${channels} * ${width} + ${i} / ${channels}`
  const body = oneRow
    ? `    return (model_index)(${within('i')});\n`
    : `    const model_index in_row = i % ${size};
    return (model_index)(i - in_row + ${within('in_row')});\n`
  return `/* Where value i lies: a row holds one channel after the other. */
static model_index ${name}(model_index i)
{
${body}}

`
}

function printInputAt(program: Program): string {
  const { input } = program
  const rows = inputRows(program)
  const place = inOrder(input) ? 'i' : 'input_place(i)'
  const at = rows
    ? `(size_t)(uint16_t)(rows_made->made - rows_made->at) * MODEL_ROW_COUNT + ${place}`
    : place
  return `${printPlace('input_place', input, rows !== undefined)}static int8_t *input_at(model_index i)
{
    return arena + INPUT_AT + ${at};
}

`
}

const pixelValues: Readonly<
  Record<Exclude<PixelForm, 'none'>, Readonly<Record<ArenaTensor['layout'], string>>>
> = {
  plain: { nhwc: '(int8_t)(pixel - 128)', rows: '(int8_t)pixel' },
  inverted: { nhwc: '(int8_t)(127 - pixel)', rows: '(int8_t)(255 - pixel)' },
}

function printPixelSetters(program: Program, pixels: PixelForm): string {
  if (pixels === 'none') return ''
  const { input } = program
  const count = inputRows(program) ? 'MODEL_ROW_COUNT' : 'MODEL_INPUT_COUNT'
  const asTheyAre = pixels === 'plain' && input.layout === 'rows' && inOrder(input)
  const all = asTheyAre
    ? `memcpy(input_at(0), pixels, ${count});`
    : `for (model_index i = 0; i < ${count}; i++) model_set_pixel(i, pixels[i]);`
  return `void model_set_pixel(model_index i, uint8_t pixel)
{
    *input_at(i) = ${pixelValues[pixels][input.layout]};
}

void model_set_pixels(const uint8_t *pixels)
{
    ${all}
}

`
}

/** Setters of inputs. */
export function printInputs(program: Program, pixels: PixelForm): string {
  const { input } = program
  const pointer =
    input.layout === 'nhwc' && !inputRows(program)
      ? 'int8_t *model_input_s8(void) { return arena + INPUT_AT; }\n\n'
      : ''
  return `${printInputAt(program)}${pointer}void model_set_s8(model_index i, int8_t value)
{
    *input_at(i) = ${formOf(input, 'value')};
}

${printPixelSetters(program, pixels)}void model_set_float(model_index i, float value)
{
    const float steps = value / MODEL_INPUT_SCALE;
    const float near = steps < -512 ? -512 : steps > 512 ? 512 : steps;
    const int16_t q = (int16_t)(near < 0 ? near - 0.5f : near + 0.5f) + MODEL_INPUT_ZERO_POINT;
    model_set_s8(i, (int8_t)(q < -128 ? -128 : q > 127 ? 127 : q));
}
`
}

/** Getters of outputs. */
export function printOutputs({ output }: Program): string {
  const place = inOrder(output) ? 'i' : 'output_place(i)'
  return `${printPlace('output_place', output, false)}int8_t model_output_s8(model_index i)
{
    return ${formOf(output, `arena[OUTPUT_AT + ${place}]`)};
}

float model_output_float(model_index i)
{
    return (model_output_s8(i) - MODEL_OUTPUT_ZERO_POINT) * MODEL_OUTPUT_SCALE;
}

model_index model_top1(void)
{
    model_index top = 0;
    for (model_index i = 1; i < MODEL_OUTPUT_COUNT; i++)
        if (model_output_s8(i) > model_output_s8(top)) top = i;
    return top;
}
`
}

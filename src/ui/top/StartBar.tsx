// The top bar before a model is there: the studio's name, board, theme.

import { Logo } from '../parts/Icon'
import { BoardPicker } from './BoardPicker'
import { ThemeSwitch } from './ThemeSwitch'
import './top.css'

export function StartBar() {
  return (
    <header className="top">
      <span className="brand">
        <Logo />
      </span>
      <b className="wordmark">MoTrans Studio</b>
      <span className="grow" />
      <BoardPicker />
      <ThemeSwitch />
    </header>
  )
}

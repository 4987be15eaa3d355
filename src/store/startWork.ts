// What goes on behind the page from its start on: samples measure channels, what would fit is looked
// for, and the project is kept.

import { startKeeping } from './reopen'
import { startMeasuring } from './channels'
import { startSuggesting } from './suggestions'

/** `bringBack`: the project that was open. */
export function startWork(bringBack: boolean): void {
  startMeasuring()
  startSuggesting()
  void startKeeping(bringBack)
}

// A part of the page that stands or falls alone: where it can't be fetched, or throws while it is
// drawn, that is said in its place. The rest stays usable.

import { Component, Fragment, Suspense } from 'react'
import type { ComponentType, ReactNode } from 'react'
import { diagnosticsOf } from '../../store/jobs'
import { DiagnosticList } from './DiagnosticList'
import { retryFetching } from './loadable'

interface Props {
  readonly children: ReactNode
  /** While it is fetched. */
  readonly fallback?: ReactNode
  /** What a failure is shown in, where it would stand alone on the page. */
  readonly frame?: ComponentType<{ readonly children: ReactNode }>
}

interface State {
  readonly thrown?: { readonly error: unknown }
}

export class Guard extends Component<Props, State> {
  override state: State = {}

  static getDerivedStateFromError(error: unknown): State {
    return { thrown: { error } }
  }

  readonly #retry = () => {
    retryFetching()
    this.setState({ thrown: undefined })
  }

  override render() {
    const { thrown } = this.state
    if (!thrown) return <Suspense fallback={this.props.fallback}>{this.props.children}</Suspense>
    const { frame: Frame = Fragment } = this.props
    return (
      <Frame>
        <div className="failed-part" role="alert">
          <DiagnosticList diagnostics={diagnosticsOf(thrown.error)} />
          <button className="btn" type="button" onClick={this.#retry}>
            Try again
          </button>
        </div>
      </Frame>
    )
  }
}

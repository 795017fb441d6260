import { Component, type ReactNode } from 'react'
import { BrokenPage } from './BrokenPage.tsx'

/** Catches a bug of ours while drawing: a sentence instead of an empty page. React itself logs it. */
export class BrokenBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true }
  }

  override render(): ReactNode {
    return this.state.broken ? <BrokenPage /> : this.props.children
  }
}

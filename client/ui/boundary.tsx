import { Component, type ReactNode } from 'react';

/** Code of a part of the page did not come. It can be sent for again when the server is back. */
export class CodeMissing extends Error {
  override name = 'CodeMissing';

  constructor(
    cause: unknown,
    /** Calls back when it is worth another try. Gives what ends the waiting. */
    readonly whenBack: (again: () => void) => () => void,
  ) {
    super('A part of the page did not come', { cause });
  }
}

interface BoundaryProps {
  readonly fallback: ReactNode;
  readonly children: ReactNode;
}

/** Keeps what fails inside from taking the rest of the page with it; what only did not come is tried again. */
export class Boundary extends Component<BoundaryProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null };
  private stop: () => void = () => undefined;

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error: error ?? new Error('Something failed') };
  }

  override componentDidCatch(error: unknown): void {
    if (error instanceof CodeMissing) this.stop = error.whenBack(() => this.setState({ error: null }));
  }

  override componentWillUnmount(): void {
    this.stop();
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : this.props.fallback;
  }
}

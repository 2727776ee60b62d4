/** Wakes waiting workers, and forgets no call that comes between a worker's look and its wait. */
export class Signal {
  private calls = 0;
  private closed = false;
  private readonly waiting = new Set<() => void>();

  /** Take it before looking for work, and hand it to `wait`. */
  get mark(): number {
    return this.calls;
  }

  /** Resolves at the next call; at once when there was one since `mark`, or when closed. */
  async wait(mark: number): Promise<void> {
    if (this.closed || mark !== this.calls) return;
    await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  wakeOne(): void {
    this.calls++;
    const [first] = this.waiting;
    if (first) this.release(first);
  }

  private wakeAll(): void {
    this.calls++;
    for (const resolve of [...this.waiting]) this.release(resolve);
  }

  /** From now on nobody waits. */
  close(): void {
    this.closed = true;
    this.wakeAll();
  }

  private release(resolve: () => void): void {
    this.waiting.delete(resolve);
    resolve();
  }
}

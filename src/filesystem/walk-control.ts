/** What the walking thread and its owner share without messages: signs of life, and how far the owner lags behind. */
export interface WalkControl {
  readonly shared: SharedArrayBuffer;
  /** A sign of life: the thread listed or stat'ed something. */
  step(): void;
  steps(): number;
  /** Called by the thread after it sent a batch: waits while the owner is too far behind. False: stop walking. */
  sent(): boolean;
  /** The owner has taken a batch. */
  taken(): void;
  isWaiting(): boolean;
  stop(): void;
}

/** Batches in flight: enough that neither side waits for the other, few enough that memory stays flat. */
const IN_FLIGHT = 4;
const STEPS = 0;
const LAG = 1;
const STOPPED = 2;
const WAITING = 3;

export function openWalkControl(shared: SharedArrayBuffer = new SharedArrayBuffer(16)): WalkControl {
  const cells = new Int32Array(shared);
  return {
    shared,
    step: () => void Atomics.add(cells, STEPS, 1),
    steps: () => Atomics.load(cells, STEPS),
    sent: () => {
      let lag = Atomics.add(cells, LAG, 1) + 1;
      Atomics.store(cells, WAITING, 1);
      while (lag > IN_FLIGHT && Atomics.load(cells, STOPPED) === 0) {
        Atomics.wait(cells, LAG, lag);
        lag = Atomics.load(cells, LAG);
      }
      Atomics.store(cells, WAITING, 0);
      return Atomics.load(cells, STOPPED) === 0;
    },
    taken: () => {
      Atomics.sub(cells, LAG, 1);
      Atomics.notify(cells, LAG);
    },
    isWaiting: () => Atomics.load(cells, WAITING) === 1,
    stop: () => {
      Atomics.store(cells, STOPPED, 1);
      Atomics.sub(cells, LAG, 1 << 20);
      Atomics.notify(cells, LAG);
    },
  };
}

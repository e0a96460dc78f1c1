// How each design looks and what it is called wherever results are shown. A design keeps its colour and marker in
// every chart. The colours stay apart for the common kinds of colour blindness and have a contrast of at least
// 3 against both white and JupyterLab's dark background; the markers tell them apart without colour.

export interface IDesignLook {
  /** One line that says what the design is. */
  label: string;
  colour: string;
  /** A Vega symbol. */
  shape: string;
  /** One thread runs at a time, whatever the machine offers. */
  serialises: boolean;
}

/** The design that all others are compared with. */
export const REFERENCE = 'gil';

const LOOKS: Record<string, IDesignLook> = {
  gil: { label: 'one lock around the interpreter (1992)', colour: '#3d7fd6', shape: 'circle', serialises: true },
  mutex: { label: 'a mutex around every count (1999)', colour: '#a8743a', shape: 'triangle-left', serialises: false },
  gilectomy: { label: 'atomic counts, a lock an object (2016)', colour: '#de5a1c', shape: 'square', serialises: false },
  buffered: { label: 'counts from a log', colour: '#c05fa8', shape: 'diamond', serialises: false },
  perthread: { label: 'a count a thread', colour: '#a58a00', shape: 'triangle-down', serialises: false },
  biased: { label: 'biased and deferred counts (2023)', colour: '#0c9a72', shape: 'triangle-up', serialises: false },
  tracing: { label: 'mark and sweep', colour: '#4a94a8', shape: 'cross', serialises: false },
  stm: { label: 'transactions', colour: '#8271d8', shape: 'triangle-right', serialises: false }
};

/** For designs written by the user, in the order in which they appear. */
const FURTHER = ['#d0527a', '#6f8f2f', '#5b6fd0', '#b36a5e'];

export const CONTROL_COLOUR = '#868d96';

/**
 * The looks of some designs.
 *
 * @param designs - Names in the order of the experiment; those not known get a colour by their place.
 */
export function looksOf(designs: readonly string[]): Map<string, IDesignLook> {
  let next = 0;
  return new Map(
    designs.map(name => [name, LOOKS[name] ?? { label: name, colour: FURTHER[next++ % FURTHER.length], shape: 'wedge', serialises: false }])
  );
}

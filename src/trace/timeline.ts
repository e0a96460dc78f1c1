// The timeline of a trace: a lane a thread on a canvas, moved with the mouse and the keyboard, with a tooltip that says
// what lies under the pointer.

import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { timeText } from '../../kernel/experiments/text';
import { decodeSpans, type ITraceResult, objectText, siteText, SPAN_KINDS, type SpanKind } from '../../kernel/experiments/trace-model';
import { element } from './element';
import { AXIS, GUTTER, heightOf, hitTest, type IHit, type IPaintColours, type IPaintLane, LANE, paint, plotWidth } from './painter';
import { layersOf } from './spanlayer';
import { tickText, Viewport } from './viewport';

/** What each kind of span is called. */
export const KIND_LABELS: Record<SpanKind, string> = {
  running: 'running',
  waiting: 'waiting for a lock',
  holding: 'holding a lock',
  gil: 'waiting for the GIL',
  stw: 'stopped with the world'
};

const HELP = 'Arrow keys move and choose a lane, plus and minus zoom, 0 shows all, N and P go to the next and previous wait. With the mouse: drag to move, Ctrl and wheel to zoom.';

export class TraceTimeline extends Widget {
  constructor(private readonly _result: ITraceResult) {
    super();
    this.addClass('gl-TraceTimeline');
    this._viewport = new Viewport(Math.max(1, _result.wall));
    this._lanes = _result.lanes.map(lane => ({ name: lane.name, ...layersOf(decodeSpans(lane.spans)) }));
    this._canvas = element('canvas', { class: 'gl-TraceTimeline-canvas', 'aria-hidden': 'true' });
    this._tooltip = element('div', { class: 'gl-TraceTimeline-tooltip', role: 'presentation', hidden: '' });
    this._spoken = element('div', { class: 'gl-Trace-unseen', 'aria-live': 'polite' });
    this._range = element('span', { class: 'gl-TraceTimeline-range' });
    this._stage = element('div', {
      class: 'gl-TraceTimeline-stage',
      tabindex: '0',
      role: 'group',
      'aria-roledescription': 'timeline',
      'aria-label': `${_result.lanes.length} threads over ${timeText(_result.wall / 1e9)}. ${this.sharesText()}. ${HELP}`
    });
    this._stage.append(this._canvas, this._tooltip);
    this.node.append(this._toolbar(), this._stage, this._spoken);
  }

  /** Dims the spans of all other objects; -1 shows all alike. */
  highlight(object: number): void {
    this._highlight = object;
    this._schedule();
  }

  /** Share of the threads' time spent in each state. */
  shares(): Map<SpanKind, number> {
    const totals = new Float64Array(SPAN_KINDS.length);
    const sums = new Float64Array(SPAN_KINDS.length);
    for (const lane of this._lanes) {
      for (const layer of [lane.states, lane.held]) {
        layer.sums(0, this._viewport.length, sums);
        sums.forEach((sum, kind) => (totals[kind] += sum));
      }
    }
    const whole = this._viewport.length * Math.max(1, this._lanes.length);
    return new Map(SPAN_KINDS.map((kind, index) => [kind, totals[index] / whole]));
  }

  sharesText(): string {
    return [...this.shares()]
      .filter(([, share]) => share > 0)
      .map(([kind, share]) => `${KIND_LABELS[kind]} ${percent(share)}`)
      .join(', ');
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._stage.addEventListener('wheel', this, { passive: false });
    for (const type of EVENTS) {
      this._stage.addEventListener(type, this);
    }
    this._resizes = new ResizeObserver(() => this._schedule());
    this._resizes.observe(this._stage);
    // The theme's colours change with attributes of the body.
    this._themes = new MutationObserver(() => {
      this._colours = null;
      this._schedule();
    });
    this._themes.observe(document.body, { attributes: true });
    this._schedule();
  }

  protected override onBeforeDetach(msg: Message): void {
    this._stage.removeEventListener('wheel', this);
    for (const type of EVENTS) {
      this._stage.removeEventListener(type, this);
    }
    this._resizes?.disconnect();
    this._themes?.disconnect();
    cancelAnimationFrame(this._frame);
    this._frame = 0;
    super.onBeforeDetach(msg);
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case 'wheel':
        this._evtWheel(event as WheelEvent);
        break;
      case 'pointerdown':
        this._evtPointerDown(event as PointerEvent);
        break;
      case 'pointermove':
        this._evtPointerMove(event as PointerEvent);
        break;
      case 'pointerup':
      case 'pointercancel':
        this._drag = null;
        this._stage.classList.remove('gl-mod-dragging');
        break;
      case 'pointerleave':
        this._point(null, 0, 0);
        break;
      case 'dblclick':
        this._evtDoubleClick(event as MouseEvent);
        break;
      case 'keydown':
        this._evtKeyDown(event as KeyboardEvent);
        break;
      case 'focus':
        this._selected = Math.max(0, this._selected);
        this._schedule();
        break;
      case 'blur':
        this._selected = -1;
        this._point(null, 0, 0);
        break;
    }
  }

  private _evtWheel(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this._viewport.zoom(1.0018 ** event.deltaY, this._timeAt(event));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this._viewport.pan((event.deltaX || event.deltaY) / this._plot);
    } else {
      return; // the page scrolls
    }
    this._point(null, 0, 0);
  }

  private _evtPointerDown(event: PointerEvent): void {
    if (event.button === 0) {
      this._drag = { x: event.clientX };
      this._stage.setPointerCapture(event.pointerId);
      this._stage.classList.add('gl-mod-dragging');
    }
  }

  private _evtPointerMove(event: PointerEvent): void {
    if (this._drag) {
      this._viewport.pan((this._drag.x - event.clientX) / this._plot);
      this._drag.x = event.clientX;
      this._point(null, 0, 0);
      return;
    }
    const box = this._stage.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    this._point(hitTest(this._lanes, this._viewport, box.width, x, y), x, y);
  }

  private _evtDoubleClick(event: MouseEvent): void {
    this._viewport.zoom(event.shiftKey ? 3 : 1 / 3, this._timeAt(event));
    this._schedule();
  }

  private _evtKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const middle = (this._viewport.from + this._viewport.to) / 2;
    switch (event.key) {
      case 'ArrowLeft':
        this._viewport.pan(-0.15);
        break;
      case 'ArrowRight':
        this._viewport.pan(0.15);
        break;
      case 'ArrowUp':
      case 'ArrowDown':
        this._selected = Math.min(this._lanes.length - 1, Math.max(0, this._selected + (event.key === 'ArrowUp' ? -1 : 1)));
        this._spoken.textContent = this._lanes[this._selected]?.name ?? '';
        break;
      case '+':
      case '=':
        this._viewport.zoom(1 / 1.6, middle);
        break;
      case '-':
        this._viewport.zoom(1.6, middle);
        break;
      case '0':
        this._viewport.reset();
        break;
      case 'Home':
        this._viewport.pan(-Infinity);
        break;
      case 'End':
        this._viewport.pan(Infinity);
        break;
      case 'n':
      case 'p':
        this._step(event.key === 'n' ? 1 : -1);
        break;
      case 'Escape':
        this._point(null, 0, 0);
        break;
      default:
        return;
    }
    // JupyterLab has shortcuts of its own for most of these keys.
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== 'n' && event.key !== 'p') {
      this._point(null, 0, 0);
    }
  }

  /** Goes to the next or previous span of the selected lane in which the thread did not run. */
  private _step(direction: 1 | -1): void {
    const lane = this._lanes[Math.max(0, this._selected)];
    if (!lane) {
      return;
    }
    const { states } = lane;
    const index = this._lanes.indexOf(lane);
    const from = this._current?.lane === index && this._current.layer === 'states' ? this._current.span : states.range(this._viewport.from, this._viewport.to)[0] - direction;
    let span = from + direction;
    while (span >= 0 && span < states.length && states.kinds[span] === 0) {
      span += direction;
    }
    if (span < 0 || span >= states.length) {
      this._spoken.textContent = 'no further wait';
      return;
    }
    const [start, end] = [states.starts[span], states.ends[span]];
    if (start < this._viewport.from || end > this._viewport.to || (end - start) / this._viewport.span < 6 / this._plot) {
      const margin = Math.max((end - start) * 6, this._viewport.length / 1e5);
      this._viewport.show(start - margin, end + margin);
    }
    const x = GUTTER + this._viewport.x((start + end) / 2, this._plot);
    const hit: IHit = { lane: index, layer: 'states', span, time: start, pixel: this._viewport.span / this._plot };
    this._point(hit, x, AXIS + (index + 0.6) * LANE);
    this._spoken.textContent = this._describe(hit).join(', ');
  }

  /** Shows what lies at a point, or nothing. */
  private _point(hit: IHit | null, x: number, y: number): void {
    this._current = hit;
    this._tooltip.hidden = hit === null;
    if (hit) {
      const [first, ...rest] = this._describe(hit);
      this._tooltip.replaceChildren(element('strong', {}, first), ...rest.map(line => element('div', {}, line)));
      const width = this._stage.clientWidth;
      const left = x + 14 + this._tooltip.offsetWidth > width ? Math.max(0, x - 14 - this._tooltip.offsetWidth) : x + 14;
      this._tooltip.style.transform = `translate(${left}px, ${y + 14}px)`;
    }
    this._schedule();
  }

  private _describe(hit: IHit): string[] {
    const lane = this._lanes[hit.lane];
    const layer = lane[hit.layer];
    if (hit.span < 0) {
      const sums = new Float64Array(SPAN_KINDS.length);
      const [from, to] = [hit.time - hit.pixel / 2, hit.time + hit.pixel / 2];
      layer.sums(from, to, sums);
      const [first, last] = layer.range(from, to);
      const shares = SPAN_KINDS.flatMap((kind, index) => (sums[index] > 0 ? [`${KIND_LABELS[kind]} ${percent(Math.min(1, sums[index] / hit.pixel))}`] : []));
      return [`${last - first} spans in ${timeText(hit.pixel / 1e9)}`, ...shares, lane.name];
    }
    const object = layer.objects[hit.span];
    const item = object >= 0 ? this._result.objects[object] : null;
    const line = layer.lines[hit.span];
    return [
      `${KIND_LABELS[SPAN_KINDS[layer.kinds[hit.span]]]}: ${timeText((layer.ends[hit.span] - layer.starts[hit.span]) / 1e9)}`,
      ...(item ? [`${objectText(item)} (${item.type})`] : []),
      ...(item && item.site >= 0 ? [`made at ${siteText(this._result, item.site)}`] : []),
      ...(line >= 0 ? [`at ${siteText(this._result, line)}`] : []),
      `${lane.name}, from ${tickText(layer.starts[hit.span], this._viewport.span / 1000)}`
    ];
  }

  private _toolbar(): HTMLElement {
    const legend = element('ul', { class: 'gl-TraceTimeline-legend', 'aria-label': 'Share of the threads’ time' });
    for (const [kind, share] of this.shares()) {
      if (share > 0) {
        legend.append(element('li', {}, element('span', { class: `gl-TraceTimeline-swatch gl-mod-${kind}` }), `${KIND_LABELS[kind]} `, element('b', {}, percent(share))));
      }
    }
    const button = (text: string, label: string, act: () => void): HTMLElement => {
      const node = element('button', { type: 'button', class: 'gl-Trace-button', 'aria-label': label, title: label }, text);
      node.addEventListener('click', () => {
        act();
        this._point(null, 0, 0);
      });
      return node;
    };
    const middle = (): number => (this._viewport.from + this._viewport.to) / 2;
    return element(
      'div',
      { class: 'gl-TraceTimeline-toolbar' },
      legend,
      this._range,
      button('−', 'Zoom out', () => this._viewport.zoom(2, middle())),
      button('+', 'Zoom in', () => this._viewport.zoom(0.5, middle())),
      button('All', 'Show all', () => this._viewport.reset())
    );
  }

  private _timeAt(event: MouseEvent): number {
    const x = event.clientX - this._stage.getBoundingClientRect().left - GUTTER;
    return this._viewport.time(Math.min(this._plot, Math.max(0, x)), this._plot);
  }

  private get _plot(): number {
    return plotWidth(this._stage.clientWidth);
  }

  private _schedule(): void {
    this._frame ||= requestAnimationFrame(() => {
      this._frame = 0;
      this._paint();
    });
  }

  private _paint(): void {
    const width = this._stage.clientWidth;
    const context = this._canvas.getContext('2d');
    if (width === 0 || !context) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    const height = heightOf(this._lanes.length);
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this._canvas.width !== w || this._canvas.height !== h) {
      this._canvas.width = w;
      this._canvas.height = h;
      this._canvas.style.height = `${height}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this._colours ??= coloursOf(this.node);
    paint(context, {
      lanes: this._lanes,
      viewport: this._viewport,
      colours: this._colours,
      width,
      highlight: this._highlight,
      selectedLane: this._selected,
      current: this._current
    });
    this._range.textContent = this._viewport.span < this._viewport.length ? `${timeText(this._viewport.span / 1e9)} of ${timeText(this._viewport.length / 1e9)}` : timeText(this._viewport.length / 1e9);
  }

  private readonly _viewport: Viewport;
  private readonly _lanes: IPaintLane[];
  private readonly _canvas: HTMLCanvasElement;
  private readonly _stage: HTMLElement;
  private readonly _tooltip: HTMLElement;
  private readonly _spoken: HTMLElement;
  private readonly _range: HTMLElement;
  private _colours: IPaintColours | null = null;
  private _resizes: ResizeObserver | null = null;
  private _themes: MutationObserver | null = null;
  private _drag: { x: number } | null = null;
  private _current: IHit | null = null;
  private _selected = -1;
  private _highlight = -1;
  private _frame = 0;
}

const EVENTS = ['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'pointerleave', 'dblclick', 'keydown', 'focus', 'blur'] as const;

function percent(share: number): string {
  return share > 0 && share < 0.005 ? '<1 %' : `${Math.round(share * 100)} %`;
}

/** The colours of trace.css, as the current theme has them. */
function coloursOf(node: HTMLElement): IPaintColours {
  const style = getComputedStyle(node);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    kinds: Object.fromEntries(SPAN_KINDS.map(kind => [kind, of(`--gl-trace-${kind}`)])) as Record<SpanKind, string>,
    text: of('--gl-trace-text'),
    faint: of('--gl-trace-faint'),
    grid: of('--gl-trace-grid'),
    focus: of('--gl-trace-focus'),
    font: style.fontFamily || 'sans-serif'
  };
}

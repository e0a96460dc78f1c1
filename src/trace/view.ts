// The view of a trace in a notebook: what was run, the timeline, and tables of where locks and reference counts got
// in the way.

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Panel, Widget } from '@lumino/widgets';
import { callText } from '../../kernel/experiments/model';
import { countText, ratioText, timeText } from '../../kernel/experiments/text';
import { checkTrace, droppedEvents, type ITraceResult } from '../../kernel/experiments/trace-model';
import { element } from './element';
import { countTable, lineTable, lockTable } from './rows';
import { TraceTable } from './table';
import { TraceTimeline } from './timeline';

export class TraceView extends Panel implements IRenderMime.IRenderer {
  constructor(private readonly _mimeType: string) {
    super();
    this.addClass('gl-Trace');
    // To JupyterLab, Enter and the space bar are shortcuts also where a button has the focus.
    this.node.addEventListener('keydown', event => {
      if ((event.key === 'Enter' || event.key === ' ') && event.target instanceof HTMLButtonElement && !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)) {
        event.stopPropagation();
      }
    });
  }

  /** Shows the trace of an output. A value that is no trace is said to be none. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    for (const widget of [...this.widgets]) {
      widget.dispose();
    }
    let result: ITraceResult;
    try {
      result = checkTrace(model.data[this._mimeType]);
    } catch (error) {
      const node = element('p', { class: 'gl-Trace-error', role: 'alert' }, `This output is not a trace that can be shown: ${(error as Error).message}`);
      this.addWidget(new Widget({ node }));
      return;
    }
    const timeline = new TraceTimeline(result);
    const tables = [lockTable(result), countTable(result), lineTable(result)];
    const views = tables.map(table => new TraceTable(table, object => timeline.highlight(object)));
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', `Trace of ${callText(result)}`);
    this.addWidget(new Widget({ node: heading(result) }));
    this.addWidget(timeline);
    this.addWidget(new Widget({ node: tabs(tables.map(table => `${table.name} ${countText(table.rows.length)}`), views) }));
    for (const view of views) {
      this.addWidget(view);
    }
  }
}

function heading(result: ITraceResult): HTMLElement {
  const facts = [
    `${result.threads} ${result.threads === 1 ? 'thread' : 'threads'}`,
    result.design,
    timeText(result.wall / 1e9),
    ...(result.overhead === null ? [] : [`${ratioText(result.overhead)} × the time without tracing`]),
    ...(result.uncounted ? [`${countText(result.uncounted)} changes found no memory and are not counted`] : [])
  ];
  const dropped = droppedEvents(result);
  const node = element('div', { class: 'gl-Trace-heading' }, element('strong', {}, callText(result)), ...facts.map(fact => element('span', {}, fact)));
  if (dropped > 0) {
    const note = `${countText(dropped)} events did not fit in the rings and are missing from the lanes; the tables have all counts.`;
    node.append(element('span', { class: 'gl-Trace-note' }, note));
  }
  return node;
}

/** A row of tabs, one for each view; the first is shown. */
function tabs(names: readonly string[], views: readonly Widget[]): HTMLElement {
  const row = element('div', { class: 'gl-Trace-tabs', role: 'tablist', 'aria-label': 'Tables' });
  const buttons = names.map((name, index) => {
    const [title, count] = [name.slice(0, name.lastIndexOf(' ')), name.slice(name.lastIndexOf(' ') + 1)];
    const button = element('button', { type: 'button', role: 'tab' }, title, element('span', { class: 'gl-Trace-count' }, count));
    button.addEventListener('click', () => select(index));
    views[index].node.setAttribute('role', 'tabpanel');
    views[index].node.setAttribute('aria-label', title);
    return button;
  });
  const select = (chosen: number): void => {
    for (const [index, button] of buttons.entries()) {
      button.setAttribute('aria-selected', String(index === chosen));
      button.tabIndex = index === chosen ? 0 : -1;
      views[index].setHidden(index !== chosen);
    }
  };
  row.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined) {
      const next = (buttons.findIndex(button => button.tabIndex === 0) + step + buttons.length) % buttons.length;
      select(next);
      buttons[next].focus();
      event.preventDefault();
      event.stopPropagation();
    }
  });
  row.append(...buttons);
  select(0);
  return row;
}

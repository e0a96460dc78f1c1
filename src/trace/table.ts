// A table of a trace: sortable by its headings, each row opens to its source lines, and choosing a row shows its object
// in the timeline.

import { Widget } from '@lumino/widgets';
import { element } from './element';
import { type Cell, type IColumn, type IRow, type ITable, sortedRows } from './rows';

/** Rows shown before all are asked for. */
const FIRST = 12;

export class TraceTable extends Widget {
  /**
   * @param choose - Told of the object to show in the timeline, -1 for none.
   */
  constructor(
    private readonly _table: ITable,
    private readonly _choose: (object: number) => void
  ) {
    super();
    this.addClass('gl-TraceTable');
    this._column = _table.sorted;
    this._largest = _table.columns.map((_, column) => Math.max(0, ...Array.from(_table.rows, row => Number(row.cells[column]) || 0)));
    this._render();
  }

  private _render(): void {
    if (this._table.rows.length === 0) {
      this.node.replaceChildren(element('p', { class: 'gl-TraceTable-empty' }, this._table.empty));
      return;
    }
    const rows = sortedRows(this._table.rows, this._column, this._descending);
    const shown = this._all ? rows : rows.slice(0, FIRST);
    const body = element('tbody', {}, ...shown.flatMap(row => this._rowNodes(row)));
    const table = element('table', { 'aria-label': this._table.name }, this._head(), body);
    this.node.replaceChildren(element('div', { class: 'gl-TraceTable-scroller' }, table));
    if (shown.length < rows.length) {
      const more = element('button', { type: 'button', class: 'gl-Trace-button' }, `Show all ${rows.length}`);
      more.addEventListener('click', () => {
        this._all = true;
        this._render();
        this.node.querySelectorAll<HTMLElement>('tbody tr:not(.gl-TraceTable-child) button')[FIRST]?.focus();
      });
      this.node.append(more);
    }
  }

  private _head(): HTMLElement {
    const cells = this._table.columns.map((column, index) => {
      const sorted = index === this._column;
      const arrow = sorted ? (this._descending ? ' ↓' : ' ↑') : '';
      const button = element('button', { type: 'button', title: column.help }, column.title, element('span', { 'aria-hidden': 'true' }, arrow));
      button.addEventListener('click', () => {
        this._descending = sorted ? !this._descending : column.kind === 'number';
        this._column = index;
        this._render();
        this.node.querySelectorAll<HTMLElement>('thead button')[index].focus();
      });
      return element('th', { scope: 'col', class: `gl-mod-${column.kind}`, 'aria-sort': sorted ? (this._descending ? 'descending' : 'ascending') : 'none' }, button);
    });
    return element('thead', {}, element('tr', {}, ...cells));
  }

  private _rowNodes(row: IRow): HTMLElement[] {
    const open = this._open.has(row);
    const cells = this._table.columns.map((column, index) => this._cell(column, index, row.cells[index], index === 0 ? row : null));
    const node = element('tr', { class: row.object >= 0 && row.object === this._chosen ? 'gl-mod-chosen' : '' }, ...cells);
    this._nodes.set(row, node);
    if (row.object >= 0) {
      node.classList.add('gl-mod-selectable');
      // The name is a button, whose click comes here too.
      node.addEventListener('click', event => {
        this._chosen = this._chosen === row.object ? -1 : row.object;
        this._choose(this._chosen);
        this._renderAround(event, row, '.gl-TraceTable-name');
      });
    }
    const children = open
      ? row.children.map(child => element('tr', { class: 'gl-TraceTable-child' }, ...this._table.columns.map((column, index) => this._cell(column, index, child[index], null))))
      : [];
    return [node, ...children];
  }

  private _cell(column: IColumn, index: number, value: Cell, opens: IRow | null): HTMLElement {
    const shown = column.show(value);
    const cell = element('td', { class: `gl-mod-${column.kind}` });
    if (opens && opens.children.length > 0) {
      const open = this._open.has(opens);
      const toggle = element(
        'button',
        { type: 'button', class: 'gl-TraceTable-toggle', 'aria-expanded': String(open), 'aria-label': `Source lines of ${shown}` },
        open ? '▾' : '▸'
      );
      toggle.addEventListener('click', event => {
        event.stopPropagation();
        if (!this._open.delete(opens)) {
          this._open.add(opens);
        }
        this._renderAround(event, opens, '.gl-TraceTable-toggle');
      });
      cell.append(toggle);
    }
    if (column.bar && typeof value === 'number' && value > 0) {
      const bar = element('span', { class: 'gl-TraceTable-bar', 'aria-hidden': 'true' });
      bar.style.width = `${(100 * value) / this._largest[index]}%`;
      cell.append(element('span', { class: 'gl-TraceTable-track' }, bar));
    }
    const attributes: Record<string, string> = column.kind === 'text' ? { title: shown } : {};
    cell.append(
      opens && opens.object >= 0
        ? element('button', { type: 'button', class: 'gl-TraceTable-name', 'aria-pressed': String(opens.object === this._chosen), ...attributes }, shown)
        : element('span', attributes, shown)
    );
    return cell;
  }

  /** Renders anew; the button of a row that had the focus has it again. */
  private _renderAround(event: Event, row: IRow, button: string): void {
    const focused = event.target instanceof HTMLButtonElement;
    this._render();
    if (focused) {
      this._nodes.get(row)?.querySelector<HTMLElement>(button)?.focus();
    }
  }

  private readonly _nodes = new Map<IRow, HTMLElement>();
  private readonly _open = new Set<IRow>();
  private readonly _largest: number[];
  private _column: number;
  private _descending = true;
  private _all = false;
  private _chosen = -1;
}

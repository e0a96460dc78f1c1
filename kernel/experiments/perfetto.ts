// A trace in the Chrome trace event format, which ui.perfetto.dev and chrome://tracing open. Lanes become threads, spans
// complete events; a lock held is a track of its own beside the thread, since it may overlap what the thread does.

import { callText } from './model';
import { decodeSpans, HOLDING, type ITraceResult, objectText, siteText, SPAN_FIELDS, SPAN_KINDS } from './trace-model';

/** One entry of `traceEvents`; times in microseconds. */
interface ITraceEvent {
  ph: 'X' | 'M';
  pid: number;
  tid: number;
  name: string;
  cat?: string;
  ts?: number;
  dur?: number;
  args?: Record<string, unknown>;
}

/** Added to a thread's number for the track of the locks that it holds. */
const HELD_TRACKS = 1000;

export function toPerfetto(result: ITraceResult): string {
  const events: ITraceEvent[] = [{ ph: 'M', pid: 1, tid: 0, name: 'process_name', args: { name: `${callText(result)} under ${result.design}` } }];
  for (const lane of result.lanes) {
    const track = (tid: number, name: string, order: number): void => {
      events.push({ ph: 'M', pid: 1, tid, name: 'thread_name', args: { name } });
      events.push({ ph: 'M', pid: 1, tid, name: 'thread_sort_index', args: { sort_index: order } });
    };
    track(lane.thread + 1, lane.name, 2 * lane.thread);
    track(lane.thread + 1 + HELD_TRACKS, `${lane.name}: locks held`, 2 * lane.thread + 1);
    const spans = decodeSpans(lane.spans);
    for (let at = 0; at < spans.length; at += SPAN_FIELDS) {
      const [start, end, kind, object, line] = spans.subarray(at, at + SPAN_FIELDS);
      const item = object < 0 ? null : result.objects[object];
      const cat = SPAN_KINDS[kind];
      events.push({
        ph: 'X',
        pid: 1,
        tid: lane.thread + 1 + (kind === HOLDING ? HELD_TRACKS : 0),
        name: item ? `${cat} ${objectText(item)}` : cat,
        cat,
        ts: start / 1000,
        dur: (end - start) / 1000,
        args: { ...(item && { object: objectText(item), type: item.type }), ...(line >= 0 && { line: siteText(result, line) }) }
      });
    }
  }
  return JSON.stringify({ displayTimeUnit: 'ns', traceEvents: events });
}

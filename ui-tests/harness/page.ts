// A page that shows the views with generated data (kernel/tests/experiments/samples.ts), without JupyterLab: for working
// on how they look. See shoot.mjs.

import { Widget } from '@lumino/widgets';
import '@lumino/widgets/style/widget.css';
import '../../style/trace.css';
import { scaleChart } from '../../kernel/experiments/chart';
import { toSVG } from '../../kernel/experiments/render';
import { TRACE_MIME } from '../../kernel/experiments/trace-model';
import { scaleSample, traceSample } from '../../kernel/tests/experiments/samples';
import { TraceView } from '../../src/trace/view';

const parameters = new URLSearchParams(location.search);
document.body.dataset.jpThemeLight = String(parameters.get('theme') !== 'dark');

if (parameters.get('view') === 'chart') {
  document.body.innerHTML = await toSVG(scaleChart(scaleSample({ browser: parameters.has('browser'), disturbed: [3, 5] })));
} else {
  const view = new TraceView(TRACE_MIME);
  const data = { [TRACE_MIME]: traceSample({ threads: Number(parameters.get('threads') ?? 4), spans: Number(parameters.get('spans') ?? 400) }) };
  await view.renderModel({ data, metadata: {}, trusted: true, setData: () => undefined } as never);
  Widget.attach(view, document.body);
}
document.body.dataset.ready = 'true';

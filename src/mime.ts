// The renderer of traces, as JupyterLab loads it.

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { TRACE_MIME } from '../kernel/experiments/trace-model';
import { TraceView } from './trace/view';

const extension: IRenderMime.IExtension = {
  id: 'gilectomy-lab:trace',
  description: 'Shows traces of threads, locks and reference counts.',
  rendererFactory: {
    safe: true,
    mimeTypes: [TRACE_MIME],
    createRenderer: options => new TraceView(options.mimeType)
  },
  // Before the pictures and the text of the same output.
  rank: 10,
  dataType: 'json'
};

export default extension;

// Shared memory between workers is there only in a page that is cross-origin isolated. Where it is not, the kernel of
// the same name on the server takes over, or none does; the reader is told which and why, and what can be done about it.

import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import { Widget } from '@lumino/widgets';

const REMEDIES = [
  'Open JupyterLab by localhost, 127.0.0.1 or https: a browser isolates no page of plain http from elsewhere. ' +
    'For a remote machine, forward the port (ssh -L 8888:localhost:8888 HOST) and open localhost.',
  'See that the server extension is on: `jupyter server extension list` names gilectomy_lab as enabled, and neither ' +
    'GILECTOMY_ISOLATION=off nor c.GilectomyLab.isolation = "off" is set.',
  'A proxy in front of the server has to pass on the headers Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy, ' +
    'and JupyterLab must not be shown in a frame of another page.',
  'Then reload the page.'
];

/**
 * Tell the reader that no kernel runs in this page, because it is not isolated.
 *
 * @param served - Whether the server has the kernel.
 */
export function explainMissingIsolation(served: boolean): void {
  const why = 'this page is not cross-origin isolated, so its threads cannot share memory.';
  if (served) {
    Notification.info(`Python (Gilectomy Lab) runs on the server, under Node: ${why}`, { autoClose: false, actions: [ACTION] });
    return;
  }
  Notification.warning(`Python (Gilectomy Lab) is not available: ${why}`, {
    autoClose: false,
    actions: [ACTION]
  });
}

const ACTION = { label: 'What to do', callback: () => void showRemedies() };

async function showRemedies(): Promise<void> {
  const list = document.createElement('ol');
  for (const remedy of REMEDIES) {
    const item = document.createElement('li');
    item.textContent = remedy;
    list.append(item);
  }
  const body = new Widget();
  body.addClass('gl-Isolation');
  body.node.append(list);
  await showDialog({ title: 'To run Gilectomy Lab in the page', body, buttons: [Dialog.okButton({ label: 'Close' })] });
}

// Jupyter messages, the part of version 5.4 of the messaging specification that this kernel speaks. The types
// are our own, so that workers carry nothing of JupyterLab's packages.

import type { IJupyterHeader, IJupyterMessage } from './boundary';

export type { IJupyterHeader, IJupyterMessage } from './boundary';

export const PROTOCOL_VERSION = '5.4';

export type MimeBundle = Record<string, unknown>;

export interface IDisplayData {
  data: MimeBundle;
  metadata: Record<string, unknown>;
  transient?: { display_id?: string };
}

export interface IErrorContent {
  ename: string;
  evalue: string;
  traceback: string[];
}

export interface IExecuteRequest {
  code: string;
  silent?: boolean;
  store_history?: boolean;
  user_expressions?: Record<string, string>;
  allow_stdin?: boolean;
  stop_on_error?: boolean;
}

export interface ICompleteRequest {
  code: string;
  cursor_pos: number;
}

export interface IInspectRequest extends ICompleteRequest {
  detail_level: 0 | 1;
}

export interface IHistoryRequest {
  output: boolean;
  raw: boolean;
  hist_access_type: 'range' | 'tail' | 'search';
  session?: number;
  start?: number;
  stop?: number;
  n?: number;
  pattern?: string;
  unique?: boolean;
}

/** Makes the messages of one start of a kernel. */
export class MessageFactory {
  constructor(readonly session: string) {}

  create(channel: IJupyterMessage['channel'], type: string, content: unknown, parent: IJupyterHeader | null, metadata: Record<string, unknown> = {}): IJupyterMessage {
    return {
      channel,
      header: { msg_id: crypto.randomUUID(), msg_type: type, session: this.session, username: 'kernel', date: new Date().toISOString(), version: PROTOCOL_VERSION },
      parent_header: parent ?? {},
      metadata,
      content,
      buffers: []
    };
  }
}

// Entry of the extension's styles for the bundler.

import './base.css';
import './trace.css';

/** Everything a run's page is made of; nothing happens on other pages. */

import { page } from './page.js';
import './graph-view.js';
import './node-table.js';
import './page-panes.js';
import './run-answers.js';
import './run-controls.js';
import './run-head.js';
import './run-inspector.js';
import './run-stack.js';
import './run-status.js';
import './run-timeline.js';
import './state-editor.js';

void page?.open();

/** Everything a run's page is made of; nothing happens on other pages. */

import { page } from './page.js';
import './page-panes.js';
import './pane-splitter.js';
import './run-answers.js';
import './run-controls.js';
import './run-head.js';
import './run-stack.js';
import './run-status.js';
import '../graph/graph-folds.js';
import '../graph/graph-view.js';
import '../graph/node-table.js';
import '../inspect/run-inspector.js';
import '../inspect/state-editor.js';
import '../inspect/watch-list.js';
import '../timeline/run-scrubber.js';
import '../timeline/run-search.js';
import '../timeline/run-timeline.js';

void page?.open();

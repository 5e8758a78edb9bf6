/** The only script of a page: it defines the elements, and each wakes up where a page has it. */
import './elements/site/index.js';
import './elements/run/index.js';

/** Elements of every page: each is one file and none knows another. */
import './command-palette.js';
import './copy-button.js';
import './fetch-form.js';
import './graph-breakpoints.js';
import './inbox-keys.js';
import './keys-help.js';
import './live-part.js';
import './look-choice.js';
import './project-news.js';
import './relative-time.js';
import './schema-form.js';
import './toast-region.js';

<<<<<<< HEAD
/** Elements of every page: each is one file and none knows another. */
import './command-palette.js';
=======
/** Elements of every page but the run's: each is one file and none knows another. */
import './copy-button.js';
>>>>>>> main
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

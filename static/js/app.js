// Every page works without this; it adds ticking clocks, keys, the queue's pane, dialogs, toasts.
// One file per concern. Collected static files hold all of them in one, see kit/bundling.py.

import "./app/page.js";
import "./app/clocks.js";
import "./app/rows.js";
import "./app/dialogs.js";
import "./app/fading.js";
import "./app/toasts.js";
import "./app/connection.js";
import "./app/polls.js";
import "./app/focus.js";
import "./app/search.js";
import "./app/keys.js";
import "./app/theme.js";

// The progress of long work as it comes (server-sent events).  Without this script the page renews
// itself every second.
'use strict';
(() => {
  const bar = document.getElementById('progress');
  const state = document.getElementById('job-state');
  if (bar === null || state === null) return;
  const events = new EventSource(`${location.pathname}/events`);
  events.addEventListener('progress', (event) => {
    const told = JSON.parse(event.data);
    state.textContent = told.state_name;
    if (told.total > 0) { bar.max = told.total; bar.value = told.done; }
  });
  events.addEventListener('end', () => { events.close(); location.reload(); });
})();

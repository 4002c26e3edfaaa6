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
  // A server that stops or starts anew: the page is asked until it answers, whatever that is then.
  const ask = () => {
    fetch(location.pathname, { method: 'GET' }).then((answer) => {
      if (answer.status === 503) throw new Error('503');
      location.reload();
    }).catch(() => { state.textContent = state.dataset.lost; setTimeout(ask, 2000); });
  };
  events.addEventListener('error', () => { if (events.readyState === EventSource.CLOSED) ask(); });
  events.addEventListener('end', () => { events.close(); location.reload(); });
})();

// Sets the theme before the first paint, so that nothing flashes. Not inline: the content security policy forbids that.
(function () {
  var prefs = {};
  try {
    prefs = JSON.parse(localStorage.getItem('galley.prefs') || '{}');
  } catch {
    // an unreadable preference is no preference
  }
  var system = !prefs.theme || prefs.theme === 'system';
  var dark = system ? matchMedia('(prefers-color-scheme: dark)').matches : prefs.theme === 'dark';
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();

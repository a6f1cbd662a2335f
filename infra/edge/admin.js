// Runs at the edge before requests for the admin: every page of it is the same file.

function handler(event) {
  var request = event.request;
  var name = request.uri.slice('/admin/'.length);
  var isFile = name.indexOf('assets/') === 0 || (name.indexOf('/') < 0 && name.indexOf('.') > 0);
  if (!isFile) {
    request.uri = '/admin/index.html';
  }
  return request;
}

// Runs at the edge before requests for the API, files and everything else that the functions answer.

var graphql = 'application/graphql-response+json';
var json = 'application/json';

function handler(event) {
  var request = event.request;
  var headers = request.headers;
  if (request.uri === '/' || request.uri === '/admin') {
    return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/admin/' } } };
  }
  // The functions believe this header where CloudFront's secret is with it, so nobody else's may come through.
  headers['x-galley-viewer'] = { value: event.viewer.ip };
  if (request.uri === '/graphql') {
    reduce(headers);
  } else if (request.uri.indexOf('/media/') === 0) {
    delete headers.accept; // no file depends on it
  }
  return request;
}

// reduce leaves one of three values of Accept, so that equal replies are kept once. What prefers by weights, or accepts
// neither, is left to the API.
function reduce(headers) {
  var accept = headers.accept;
  if (!accept || accept.multiValue || accept.value.indexOf('q=') >= 0) {
    return;
  }
  var kinds = accept.value.split(',').map(function (kind) {
    return kind.trim().toLowerCase();
  });
  var at = first(kinds, [graphql, json, '*/*', 'application/*']);
  if (at >= 0) {
    headers.accept = { value: kinds[at] === graphql ? graphql : json };
  }
}

// first is the index of the first of kinds that is one of known.
function first(kinds, known) {
  for (var i = 0; i < kinds.length; i++) {
    if (known.indexOf(kinds[i]) >= 0) {
      return i;
    }
  }
  return -1;
}

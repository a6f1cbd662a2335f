package raster

// Safe is exported for tests.
var Safe = safe

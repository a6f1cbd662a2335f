package picture

// Safe is exported for tests.
var Safe = safe

/**
 * Node's clients of HTTP, not imported: an import reads every name of a module, and `WebSocket` among those of `node:http` loads the
 * whole of undici, which is half of what a function that a page waits for would load at its start.
 */
export const http = process.getBuiltinModule('node:http');
export const https = process.getBuiltinModule('node:https');

// Loaded into the program: throws where nobody catches it, like a bug in a library's callback, an error with the
// fields of the SDKs' errors.
const request = { headers: { ...process.env } };
setTimeout(() => {
  throw Object.assign(new Error(JSON.stringify(request)), {
    request,
    cause: new Error(JSON.stringify(request)),
  });
}, 0);

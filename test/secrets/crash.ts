// Loaded into the program: throws out of everybody's reach, as a bug in a library's callback does, an error that
// carries what the SDKs' errors carry.
const request = { headers: { ...process.env } };
setTimeout(() => {
  throw Object.assign(new Error(JSON.stringify(request)), {
    request,
    cause: new Error(JSON.stringify(request)),
  });
}, 0);

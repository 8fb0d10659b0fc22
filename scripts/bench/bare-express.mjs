// A route that does nothing but send the bytes of a file: what the framework alone can do.
import { readFileSync } from 'node:fs';
import express from 'express';

const body = readFileSync(process.argv[2], 'utf8');
const app = express();
app.disable('x-powered-by');
app.set('etag', false);
app.get('/', (_request, response) => {
  response.type('json').send(body);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stderr.write(`http://127.0.0.1:${server.address().port}\n`);
});

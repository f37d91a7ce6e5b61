// A sender that costs the machine little: the server has the same cores. Plain sockets kept open, one request at a time on
// each, heads written once; of an answer only the status, the headers and a body of announced length are read.
import { connect } from 'node:net';

export class LoadConnection {
  #socket;
  #waiting;
  #bytes = Buffer.alloc(0);

  static async open(url) {
    const { hostname, port } = new URL(url);
    const connection = new LoadConnection();
    await new Promise((resolve, reject) => {
      connection.#socket = connect({ host: hostname, port: Number(port), noDelay: true }, resolve).once(
        'error',
        reject,
      );
    });
    connection.#socket.on('data', (chunk) => connection.#take(chunk));
    connection.#socket.on('close', () => connection.#waiting?.reject(new Error('the server closed the connection')));
    return connection;
  }

  /** Resolves with { status, head, body }. `head`: the request's first line and headers, without Content-Length. */
  send(head, body) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.cork();
      this.#socket.write(`${head}content-length: ${body.byteLength}\r\n\r\n`);
      this.#socket.write(body);
      this.#socket.uncork();
    });
  }

  close() {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk) {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const end = this.#bytes.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.#bytes.toString('latin1', 0, end);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    if (this.#bytes.length < end + 4 + length) return;
    const body = this.#bytes.toString('utf8', end + 4, end + 4 + length);
    const { resolve } = this.#waiting;
    this.#bytes = Buffer.alloc(0);
    this.#waiting = undefined;
    resolve({ status: Number(head.slice(9, 12)), head, body });
  }
}
